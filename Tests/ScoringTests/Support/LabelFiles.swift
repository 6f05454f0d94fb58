import Foundation

/// A folder of small label volumes, gone when the test lets go of it.
final class LabelFiles {
  let path: String

  init() throws {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("scoring-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  func write(_ text: String, _ name: String) throws {
    try write(Data(text.utf8), name)
  }

  /// A NIfTI-1 file of float32 voxels with axes R, A, S; the first of `size` varies fastest.
  func write(
    _ voxels: [Float], size: [Int], spacing: [Float] = [1, 1, 1], origin: Float = 0, _ name: String
  ) throws {
    var bytes = Data(count: 352)
    func put<Value>(_ value: Value, at offset: Int) {
      withUnsafeBytes(of: value) { bytes.replaceSubrange(offset..<offset + $0.count, with: $0) }
    }
    put(Int32(348), at: 0)
    put(Int16(3), at: 40)
    for axis in 0..<3 {
      put(Int16(size[axis]), at: 42 + 2 * axis)
      put(spacing[axis], at: 80 + 4 * axis)
      put(spacing[axis], at: 280 + 20 * axis)
      put(origin, at: 292 + 16 * axis)
    }
    put(Int16(16), at: 70)
    put(Int16(32), at: 72)
    put(Float(1), at: 76)
    put(Float(352), at: 108)
    put(Float(1), at: 112)
    put(UInt8(2), at: 123)
    put(Int16(1), at: 254)
    bytes.replaceSubrange(344..<348, with: Array("n+1\0".utf8))
    voxels.withUnsafeBytes { bytes.append(contentsOf: $0) }
    try write(bytes, name)
  }

  private func write(_ data: Data, _ name: String) throws {
    let url = URL(fileURLWithPath: self(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
  }
}
