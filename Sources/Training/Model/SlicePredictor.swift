internal import Foundation
public import Tensors

/// Predicts whole slices with a model: in windows that overlap, and over mirror images, if asked to.
public struct SlicePredictor: Sendable {
  public let model: SegmentationModel
  /// Height and width of the windows; nil for the whole slice at once. Windows near an edge are moved
  /// inwards, and slices smaller than a window are padded with zeros.
  public var window: ImageSize?
  /// The part of a window that it shares with the next, 0 to less than 1.
  public var overlap = 0.5
  /// Whether predictions of the four mirror images are averaged.
  public var flips = false
  public var team: ThreadTeam

  public init(_ model: SegmentationModel, window: ImageSize? = nil, team: ThreadTeam) {
    self.model = model
    self.window = window
    self.team = team
  }

  /// The probabilities of a slice: `(C, H, W)`, of its picture `(inChannels, H, W)`, 0 to 1.
  public func callAsFunction(_ image: Tensor) -> Tensor {
    let (height, width) = (image.shape[1], image.shape[2])
    let x = image.reshaped([1] + image.shape)
    let multiple = model.network.sizeMultiple
    let rows = Self.starts(window?.height, height, overlap, multiple)
    let columns = Self.starts(window?.width, width, overlap, multiple)
    if rows.starts.count == 1, columns.starts.count == 1 {
      let whole = probabilities(Kernels.cropped(x, rows: 0..<rows.size, columns: 0..<columns.size))
      let part = Kernels.cropped(whole, rows: 0..<height, columns: 0..<width)
      return part.reshaped(Array(part.shape.dropFirst()))
    }
    let weights = Self.bump(rows.size, columns.size)
    var sums = Tensor(zeros: [model.description.outChannels, height, width])
    var total = Tensor(zeros: [height, width])
    for top in rows.starts {
      for left in columns.starts {
        let patch = probabilities(
          Kernels.cropped(
            x, rows: top..<top + rows.size, columns: left..<left + columns.size))
        Kernels.accumulate(
          patch.reshaped(Array(patch.shape.dropFirst())), weights, atRow: top, column: left,
          onto: &sums, total: &total)
      }
    }
    return Kernels.binary(
      sums, Kernels.broadcast(total, to: sums.shape), .divide, team: team)
  }

  private func probabilities(_ x: Tensor) -> Tensor {
    guard flips else { return model.probabilities(x, team: team) }
    var sum: Tensor?
    for (rows, columns) in [(false, false), (false, true), (true, false), (true, true)] {
      let mirrored = Kernels.flipped(x, rows: rows, columns: columns)
      let y = Kernels.flipped(
        model.probabilities(mirrored, team: team), rows: rows, columns: columns)
      sum = sum.map { Kernels.binary($0, y, .add, team: team) } ?? y
    }
    return Kernels.affine(sum ?? x, scale: 0.25, team: team)
  }

  /// Where windows begin along a side, and how long they are: a multiple of what the network halves.
  static func starts(
    _ window: Int?, _ length: Int, _ overlap: Double, _ multiple: Int
  ) -> (starts: [Int], size: Int) {
    let rounded = { (size: Int) in (max(size, 1) + multiple - 1) / multiple * multiple }
    let size = rounded(window ?? length)
    guard size < length else { return ([0], size) }
    let step = max(1, Int(Double(size) * (1 - overlap)))
    let count = (length - size + step - 1) / step + 1
    return ((0..<count).map { min($0 * step, length - size) }, size)
  }

  /// A Gaussian over a window, an eighth of its side wide, so that pixels near a window's edge, of
  /// which the network sees least around, count least: `(H, W)`.
  private static func bump(_ height: Int, _ width: Int) -> Tensor {
    let line = { (count: Int) in
      (0..<count).map { place in
        let offset = (Double(place) + 0.5 - Double(count) / 2) / (Double(count) / 8)
        return max(exp(-offset * offset / 2), 1e-3)
      }
    }
    let (rows, columns) = (line(height), line(width))
    return Tensor(
      rows.flatMap { row in columns.map { Float(row * $0) } }, shape: [height, width])
  }
}
