@testable import Imaging

/// One small scan, stored along other axes with the affine to match.
struct TurnedScan {
  static let dimensions = [5, 4, 3]
  /// Different everywhere, around air and water, slices of one value apart.
  static let values: [Double] = (0..<60).map { Double(($0 * 37) % 101) * 13 - 1000 }
  /// RAS, so that every flip is a real one.
  private static let columns: [[Double]] = [[0.5, 0, 0], [0, 0.75, 0], [0, 0, 2]]
  private static let origin = [10.0, -20, 30]

  /// The old axis that each stored axis is.
  var axes = [0, 1, 2]
  /// Whether each stored axis runs backwards.
  var flips = [false, false, false]
  var values = Self.values

  static let all: [TurnedScan] = {
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
    return orders.flatMap { axes in
      (0..<8).map { bits in
        TurnedScan(axes: axes, flips: (0..<3).map { bits & (1 << $0) != 0 })
      }
    }
  }()

  /// Voxels in the stored order.
  var stored: [Double] {
    let size = axes.map { Self.dimensions[$0] }
    return (0..<60).map { n in
      let index = [n % size[0], n / size[0] % size[1], n / (size[0] * size[1])]
      var old = [0, 0, 0]
      for axis in 0..<3 {
        old[axes[axis]] = flips[axis] ? size[axis] - 1 - index[axis] : index[axis]
      }
      return values[old[0] + old[1] * Self.dimensions[0] + old[2] * 20]
    }
  }

  var fixture: NIfTIFixture {
    var fixture = NIfTIFixture()
    let size = axes.map { Self.dimensions[$0] }
    fixture.dim = [3] + size + [1, 1, 1, 1]
    var origin = Self.origin
    var columns: [[Double]] = []
    for axis in 0..<3 {
      let column = Self.columns[axes[axis]]
      columns.append(column.map { flips[axis] ? -$0 : $0 })
      if flips[axis] {
        for row in 0..<3 { origin[row] += column[row] * Double(size[axis] - 1) }
      }
    }
    fixture.srow = (0..<3).flatMap { row in columns.map { $0[row] } + [origin[row]] }
    fixture.values = stored
    return fixture
  }
}
