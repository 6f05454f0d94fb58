import Tensors
import Testing

/// Kernels that move elements, add them up, or change each by itself.
@Suite struct LayoutTests {
  private let team = ThreadTeam(threads: 2)

  @Test(
    arguments: [[1, 1, 1], [3, 5, 7], [2, 33, 17], [300, 2, 300]],
    [
      [0, 1, 2], [2, 0, 1], [1, 0, 2], [2, 1, 0],
    ])
  func permutationsMoveEveryElement(shape: [Int], axes: [Int]) throws {
    let x = noise(shape)
    let y = try #require(sameForEveryTeam { Kernels.permuted(x, axes, team: $0) })
    #expect(y.shape == axes.map { shape[$0] })
    let steps = [shape[1] * shape[2], shape[2], 1]
    let values = x.elements
    var expected: [Float] = []
    for i in 0..<y.shape[0] {
      for j in 0..<y.shape[1] {
        for k in 0..<y.shape[2] {
          expected.append(values[i * steps[axes[0]] + j * steps[axes[1]] + k * steps[axes[2]]])
        }
      }
    }
    // A difference of long arrays would take minutes to print.
    let isEqual = y.elements == expected
    #expect(isEqual)
  }

  @Test(arguments: [[1, 1, 1, 1], [3, 5, 7, 2], [2, 300, 33, 17]])
  func productsOfBatchesMatchTheirDefinition(sizes: [Int]) throws {
    let (batch, m, k, n) = (sizes[0], sizes[1], sizes[2], sizes[3])
    let (a, b) = (noise([batch, 2, m, k]), noise([batch, 2, k, n], seed: 2))
    let c = try #require(sameForEveryTeam { Kernels.matmul(a, b, team: $0) })
    #expect(c.shape == [batch, 2, m, n])
    let (left, right) = (a.doubles, b.doubles)
    let expected = (0..<c.count).map { index in
      let (matrix, row, column) = (index / (m * n), index / n % m, index % n)
      return (0..<k).reduce(0.0) {
        $0 + left[(matrix * m + row) * k + $1] * right[(matrix * k + $1) * n + column]
      }
    }
    #expect(largestDifference(c, expected) < 2e-7 * Double(k + 1))
  }

  @Test(arguments: [0, 1, 2])
  func slicesUndoConcatenation(axis: Int) throws {
    var shapes = [[2, 3, 5], [2, 3, 5], [2, 3, 5]]
    for (index, extent) in [1, 4, 33].enumerated() { shapes[index][axis] = extent }
    let parts = shapes.enumerated().map { noise($1, seed: UInt64($0 + 1)) }
    let whole = try #require(
      sameForEveryTeam { Kernels.concatenated(parts, axis: axis, team: $0) })
    #expect(whole.shape[axis] == 38)
    var start = 0
    for part in parts {
      let range = start..<start + part.shape[axis]
      let slice = Kernels.slice(whole, axis: axis, range, team: team)
      #expect(slice.shape == part.shape && slice.elements == part.elements)
      start = range.upperBound
    }
    let inner = whole.shape[(axis + 1)...].reduce(1, *)
    #expect(whole.elements[(shapes[0][axis]) * inner] == parts[1].elements[0])
  }

  @Test(arguments: [[], [1], [7], [5, 1], [3, 1, 1], [1, 5, 7], [3, 5, 7]])
  func sumsAreTheTransposeOfBroadcasting(small: [Int]) {
    let large = [3, 5, 7]
    let (x, y) = (noise(small), noise(large, seed: 2))
    let wide = Kernels.broadcast(x, to: large)
    let sums = Kernels.sum(y, reducedTo: small)
    let extents = Array(repeating: 1, count: 3 - small.count) + small
    let partner = { (index: Int) in
      let places = [index / 35, index / 7 % 5, index % 7]
      return zip(extents, places).reduce(0) { $0 * $1.0 + ($1.0 == 1 ? 0 : $1.1) }
    }
    var expected = [Double](repeating: 0, count: x.count)
    for (index, value) in y.doubles.enumerated() { expected[partner(index)] += value }
    #expect(wide.elements == (0..<105).map { x.elements[partner($0)] })
    #expect(sums.shape == small && largestDifference(sums, expected) < 1e-6)
  }

  @Test(arguments: [[1, 1], [3, 5], [2, 33, 17]])
  func transposesExchangeRowsAndColumns(shape: [Int]) throws {
    let x = noise(shape)
    let y = try #require(sameForEveryTeam { Kernels.transposed(x, team: $0) })
    let (m, n) = (shape[shape.count - 2], shape[shape.count - 1])
    let expected = (0..<x.count).map { index in
      x.elements[index / (m * n) * m * n + index % m * n + index / m % n]
    }
    // A difference of long arrays would take minutes to print.
    let isEqual = y.elements == expected
    #expect(isEqual)
  }

  @Test func largeElementwiseResultsDontDependOnTheTeam() {
    let (x, y) = (noise([200_003]), noise([200_003], seed: 2))
    #expect(sameForEveryTeam { Kernels.unary(x, .gelu, team: $0) } != nil)
    #expect(sameForEveryTeam { Kernels.unaryBackward(x, y, .softplus, team: $0) } != nil)
    #expect(sameForEveryTeam { Kernels.binary(x, y, .divide, team: $0) } != nil)
    #expect(
      sameForEveryTeam { Kernels.dropout(x, probability: 0.3, seed: 1, team: $0) } != nil)
    #expect(
      sameForEveryTeam { Kernels.sum(Kernels.affine(x, scale: 3, team: $0), reducedTo: []) } != nil)
  }
}
