import Testing

@testable import Tensors

/// The convolution of a batch and its gradients, against loops over doubles.
@Suite struct ConvolutionTests {
  /// Of the largest value. Winograd's transforms multiply values by up to 100 before they cancel.
  private static let tolerance = 2e-5

  struct Case: Sendable, CustomTestStringConvertible {
    /// Pictures, channels, outputs, height, width.
    var sizes: [Int]
    var window = ConvolutionWindow(kernel: 3, padding: 1)
    var testDescription: String { "\(sizes) \(window)" }
  }

  /// Sides and channels around vectors' lengths, and down to one pixel.
  @Test(arguments: [
    Case(sizes: [1, 1, 1, 1, 1]),
    Case(sizes: [2, 3, 9, 1, 17]),
    Case(sizes: [3, 65, 7, 5, 33]),
    Case(sizes: [2, 4, 50, 19, 16]),
    // enough channels and rows for Winograd's algorithm, which is tried wherever it can be: tiles in and
    // across rows, whole and cut
    Case(sizes: [3, 16, 16, 4, 4]),
    Case(sizes: [1, 16, 17, 5, 64]),
    Case(sizes: [2, 17, 33, 7, 66]),
    Case(sizes: [5, 18, 16, 6, 70]),
    Case(sizes: [1, 33, 65, 16, 129]),
    Case(sizes: [1, 16, 16, 96, 128]),
    // several runs of blocks that share their transform
    Case(sizes: [1, 290, 40, 20, 60]),
    Case(sizes: [2, 3, 5, 8, 9], window: .init(kernel: 1)),
    Case(sizes: [2, 5, 6, 9, 35], window: .init(kernel: 3, stride: 2, padding: 1)),
    Case(sizes: [1, 20, 3, 8, 10], window: .init(kernel: 2, stride: 2)),
    Case(sizes: [1, 2, 3, 7, 8], window: .init(kernel: 5, stride: 3, padding: 2)),
  ])
  func convolutionsMatchTheirDefinition(_ c: Case) throws {
    let (images, channels, outputs) = (c.sizes[0], c.sizes[1], c.sizes[2])
    let size = ImageSize(height: c.sizes[3], width: c.sizes[4])
    let out = c.window.outputSize(of: size)
    let x = noise([images, channels, size.height, size.width])
    let weight = noise([outputs, channels, c.window.kernel, c.window.kernel], seed: 2)
    let bias = noise([outputs], seed: 3)
    let dy = noise([images, outputs, out.height, out.width], seed: 4)
    let expected = reference(c, x.doubles, weight.doubles, bias.doubles, dy.doubles)

    let y = try #require(
      sameForEveryTeam {
        Kernels.convolution(x, weight: weight, bias: bias, window: c.window, team: $0)
      })
    #expect(y.shape == dy.shape)
    #expect(relativeDifference(y, expected.y) < Self.tolerance)
    let dx = try #require(
      sameForEveryTeam {
        Kernels.convolutionBackwardInput(
          dy, weight: weight, inputSize: size, window: c.window, team: $0)
      })
    #expect(dx.shape == x.shape)
    #expect(relativeDifference(dx, expected.dx) < Self.tolerance)
    let dw = try #require(
      sameForEveryTeam {
        Kernels.convolutionBackwardWeight(x, dy, window: c.window, team: $0)
      })
    #expect(dw.shape == weight.shape)
    #expect(relativeDifference(dw, expected.dw) < Self.tolerance)
    if c.window == ConvolutionWindow(kernel: 3, padding: 1), min(channels, outputs) >= 16 {
      let y = try #require(
        sameForEveryTeam { Kernels.winograd(x, weight: weight, bias: bias, team: $0) })
      #expect(relativeDifference(y, expected.y) < Self.tolerance)
      let dx = try #require(
        sameForEveryTeam { Kernels.winograd(dy, weight: weight, turned: true, team: $0) })
      #expect(relativeDifference(dx, expected.dx) < Self.tolerance)
      let dw = try #require(sameForEveryTeam { Kernels.winogradBackwardWeight(x, dy, team: $0) })
      #expect(relativeDifference(dw, expected.dw) < Self.tolerance)
    }
    let sums = try #require(sameForEveryTeam { Kernels.channelSums(dy, team: $0) })
    #expect(relativeDifference(sums, expected.sums) < Self.tolerance)
  }

  /// Where Winograd's algorithm is used, and where its rounding isn't worth it.
  @Test func largePlanesOfManyChannelsAreWinograds() {
    let suits = { Kernels.suitsWinograd(.init(height: $0, width: $0), channels: $1, outputs: $1) }
    #expect(suits(256, 16) && suits(16, 256) && suits(32, 64))
    #expect(!suits(256, 15) && !suits(16, 32) && !suits(3, 512))
  }

  @Test func aMissingBiasIsZero() {
    let team = ThreadTeam(threads: 1)
    for channels in [3, 16] {
      let x = noise([1, channels, 5, 6])
      let weight = noise([16, channels, 3, 3], seed: 2)
      let window = ConvolutionWindow(kernel: 3, padding: 1)
      let without = Kernels.convolution(x, weight: weight, bias: nil, window: window, team: team)
      let zeros = Kernels.convolution(
        x, weight: weight, bias: Tensor(zeros: [16]), window: window, team: team)
      #expect(without.elements == zeros.elements)
      #expect(
        Kernels.winograd(x, weight: weight, team: team).elements
          == Kernels.winograd(x, weight: weight, bias: Tensor(zeros: [16]), team: team).elements)
    }
  }

  /// Every product of the convolution, once: what it adds to the output and to the gradients.
  private func reference(
    _ c: Case, _ x: [Double], _ weight: [Double], _ bias: [Double], _ dy: [Double]
  ) -> (y: [Double], dx: [Double], dw: [Double], sums: [Double]) {
    let (images, channels, outputs) = (c.sizes[0], c.sizes[1], c.sizes[2])
    let (height, width, kernel) = (c.sizes[3], c.sizes[4], c.window.kernel)
    let out = c.window.outputSize(of: ImageSize(height: height, width: width))
    var y = [Double](repeating: 0, count: dy.count)
    var dx = [Double](repeating: 0, count: x.count)
    var dw = [Double](repeating: 0, count: weight.count)
    var sums = [Double](repeating: 0, count: outputs)
    for n in 0..<images {
      for o in 0..<outputs {
        for i in 0..<out.height {
          for j in 0..<out.width {
            let to = ((n * outputs + o) * out.height + i) * out.width + j
            var sum = bias[o]
            sums[o] += dy[to]
            for u in 0..<kernel {
              let row = i * c.window.stride + u - c.window.padding
              guard row >= 0, row < height else { continue }
              for v in 0..<kernel {
                let column = j * c.window.stride + v - c.window.padding
                guard column >= 0, column < width else { continue }
                for channel in 0..<channels {
                  let from = ((n * channels + channel) * height + row) * width + column
                  let tap = ((o * channels + channel) * kernel + u) * kernel + v
                  sum += x[from] * weight[tap]
                  dx[from] += dy[to] * weight[tap]
                  dw[tap] += dy[to] * x[from]
                }
              }
            }
            y[to] = sum
          }
        }
      }
    }
    return (y, dx, dw, sums)
  }
}
