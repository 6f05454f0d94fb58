import Imaging
import NN
import Tensors

/// Reads the picture to segment.
enum InputPicture {
  static func read(_ path: String) throws -> ByteImage {
    path.lowercased().hasSuffix(".npy") ? try readNumpy(path) : try readPNG(path)
  }

  private static func readNumpy(_ path: String) throws -> ByteImage {
    let array = try NumpyFile(reading: path)
    let shape = array.shape
    let channels = shape.count == 3 ? shape[2] : 1
    guard array.dtype == .uint8, shape.count == 2 || shape.count == 3, [1, 3].contains(channels)
    else {
      throw CommandFailure(
        .badInput,
        "error: \(path) holds \(array.dtype) of shape \(shape); expected uint8 of (H, W), "
          + "(H, W, 1) or (H, W, 3)")
    }
    return ByteImage(height: shape[0], width: shape[1], channels: channels, pixels: array.bytes)
  }

  private static func readPNG(_ path: String) throws -> ByteImage {
    switch try PNG.read(path) {
    case .grey(let plane):
      return ByteImage(
        height: plane.rows, width: plane.columns, channels: 1, pixels: plane.pixels)
    case .colour(let plane):
      return ByteImage(
        height: plane.rows, width: plane.columns, channels: 3,
        pixels: plane.pixels.flatMap { [$0.red, $0.green, $0.blue] })
    }
  }
}
