import Testing

@testable import Tensors

/// Attention as its definition has it, for one prompt: q `(Nq, D)`, k and v `(Nk, D)`, 8 heads.
private func attention(_ q: Tensor, _ k: Tensor, _ v: Tensor) -> Tensor {
  Kernels.attention(
    q: q, k: k, v: v, heads: 8, scale: 1 / Float(q.shape[1] / 8).squareRoot(),
    team: ThreadTeam(threads: 1))
}

private func linear(_ x: Tensor, _ weight: Tensor, _ bias: Tensor?) -> Tensor {
  Kernels.linear(x, weight: weight, bias: bias, team: ThreadTeam(threads: 1))
}

private func add(_ x: Tensor, _ y: Tensor) -> Tensor {
  Kernels.add(x, y, team: ThreadTeam(threads: 1))
}

@Suite("Image tokens")
struct ImageTokensTests {
  private let count = 300
  private let channels = 64
  private let inner = 32
  private let tokens = 7
  private var scale: Float { 1 / Float(inner / 8).squareRoot() }

  private func weight(_ seed: UInt64) -> Tensor {
    Tensor(
      noise([inner, channels], seed: seed).elements.map { $0 * 0.3 }, shape: [inner, channels])
  }

  @Test("tokens attending to the image equal attention with projections, within 1e-5")
  func attending() {
    let (keys, positions) = (noise([count, channels], seed: 1), noise([count, channels], seed: 2))
    let q = noise([tokens, inner], seed: 3)
    let (wk, wv) = (weight(4), weight(5))
    let (bk, bv) = (noise([inner], seed: 6), noise([inner], seed: 7))
    let expected = attention(q, linear(add(keys, positions), wk, bk), linear(keys, wv, bv))

    var image = ImageTokens(
      keys: keys.reshaped([1, count, channels]), positions: positions, prompts: 1)
    let attended = image.attend(
      [Kernels.fold(q, through: wk, heads: 8, scale: scale)], after: [],
      team: ThreadTeam(threads: 2))
    let result = Kernels.unfold(attended[0], through: wv, bias: bv, heads: 8)
    #expect(largestDifference(result, expected.doubles) < 1e-5)
  }

  @Test("the image attending to tokens equals attention, sum and norm, within 1e-4")
  func updating() {
    let (keys, positions) = (noise([count, channels], seed: 1), noise([count, channels], seed: 2))
    let (k, v) = (noise([tokens, inner], seed: 3), noise([tokens, inner], seed: 4))
    let (wq, bq) = (weight(5), noise([inner], seed: 6))
    let (wo, bo) = (noise([channels, inner], seed: 7), noise([channels], seed: 8))
    let (gain, shift) = (noise([channels], seed: 9), noise([channels], seed: 10))
    let received = linear(attention(linear(add(keys, positions), wq, bq), k, v), wo, bo)
    let expected = Kernels.layerNorm(
      add(keys, received), gain: gain, bias: shift, epsilon: 1e-5, team: ThreadTeam(threads: 1))

    let update = ImageTokens.Update(
      scores: Kernels.fold(k, through: wq, heads: 8, scale: scale),
      scoreBias: Kernels.fold(k, through: bq.reshaped([inner, 1]), heads: 8, scale: scale)
        .reshaped([tokens * 8]),
      values: Kernels.fold(v, through: wo, .transposed, heads: 8), bias: bo, gain: gain,
      shift: shift, epsilon: 1e-5)
    let queries = noise([tokens * 8, channels], seed: 11)
    let results = [1, 2, 3, 5].map { threads in
      var image = ImageTokens(
        keys: keys.reshaped([1, count, channels]), positions: positions, prompts: 2)
      _ = image.attend(
        [queries, queries], after: [update, update], team: ThreadTeam(threads: threads))
      return image.keys
    }
    #expect(results.allSatisfy { $0.bits == results[0].bits })
    #expect(results[0].shape == [2, count, channels])
    #expect(largestDifference(results[0], expected.doubles + expected.doubles) < 1e-4)
  }
}

@Suite("Mask upscaling")
struct MaskUpscalingTests {
  @Test("equals the official layers one after the other, within 1e-4, for every team")
  func layers() {
    let (channels, grid) = (32, ImageSize(height: 5, width: 7))
    let positions = grid.height * grid.width
    let team = ThreadTeam(threads: 1)
    let w1 = noise([channels, 8, 2, 2], seed: 1)
    let (b1, gain, shift) = (noise([8], seed: 2), noise([8], seed: 3), noise([8], seed: 4))
    let (w2, b2) = (noise([8, 4, 2, 2], seed: 5), noise([4], seed: 6))
    let keys = noise([2, positions, channels], seed: 7)
    let hypernetworks = [noise([3, 4], seed: 8), noise([3, 4], seed: 9)]
    let upscaling = MaskUpscaling(
      firstWeight: w1, firstBias: b1, gain: gain, shift: shift, epsilon: 1e-6, secondWeight: w2,
      secondBias: b2)
    let result = sameForEveryTeam { team in
      let masks = upscaling(keys, grid: grid, hypernetworks: hypernetworks, team: team)
      return Tensor(masks.flatMap(\.elements), shape: [2, 3, 20, 28])
    }

    var expected: [Double] = []
    for prompt in 0..<2 {
      let start = prompt * positions * channels
      let tokens = Tensor(
        Array(keys.elements[start..<start + positions * channels]), shape: [positions, channels])
      let map = Kernels.channelsLast(
        tokens.reshaped([positions, channels, 1]), adding: nil, team: team
      ).reshaped([channels, grid.height, grid.width])
      let first = Kernels.convTranspose2d(map, weight: w1, bias: b1, team: team)
      let normed = Kernels.layerNorm2d(
        first, gain: gain, bias: shift, epsilon: 1e-6, team: team)
      let second = Kernels.convTranspose2d(
        Kernels.gelu(normed, team: team), weight: w2, bias: b2, team: team)
      let upscaled = Kernels.gelu(second, team: team).reshaped([4, 20 * 28])
      expected += Kernels.matmul(hypernetworks[prompt], upscaled, team: team).doubles
    }
    #expect(result != nil)
    #expect(result.map { largestDifference($0, expected) < 1e-4 } == true)
  }
}
