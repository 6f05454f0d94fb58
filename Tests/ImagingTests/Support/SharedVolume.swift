import Foundation
import Imaging

/// A scan or label of the data that lies beside the package, decompressed whole.
///
/// It reads the two scans' headers just well enough to check other parts against them.
struct SharedVolume {
  let rows: Int
  let columns: Int
  let slices: Int
  private let datatype: Int
  private let intercept: Float
  private let bytes: [UInt8]

  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appendingPathComponent("../../../../shared/data/ct-tasks")
    .standardizedFileURL.path

  static var exist: Bool { FileManager.default.fileExists(atPath: folder) }

  /// The cases of a folder such as `Task09_Spleen/labelsTr`, sorted.
  static func cases(_ name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(name)")
      .filter { $0.hasSuffix(".nii.gz") }.sorted().map { "\(name)/\($0)" }
  }

  init(_ name: String) throws {
    let gunzip = Process()
    gunzip.executableURL = URL(fileURLWithPath: "/bin/gzip")
    gunzip.arguments = ["-dc", "\(Self.folder)/\(name)"]
    let pipe = Pipe()
    gunzip.standardOutput = pipe
    try gunzip.run()
    bytes = [UInt8](pipe.fileHandleForReading.readDataToEndOfFile())
    gunzip.waitUntilExit()
    let bytes = bytes
    func read<Value>(_ offset: Int, _: Value.Type) -> Value {
      bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Value.self) }
    }
    rows = Int(read(42, Int16.self))
    columns = Int(read(44, Int16.self))
    slices = Int(read(46, Int16.self))
    datatype = Int(read(70, Int16.self))
    intercept = read(116, Float.self)
  }

  private func value(_ index: Int) -> Float {
    bytes.withUnsafeBytes { bytes in
      switch datatype {
      case 2: Float(bytes[352 + index])
      case 4: Float(bytes.loadUnaligned(fromByteOffset: 352 + 2 * index, as: Int16.self))
      default: Float(bytes.loadUnaligned(fromByteOffset: 352 + 4 * index, as: Int32.self))
      }
    } + intercept
  }

  /// Slice `k` as nibabel's `[:, :, k]`: row = first axis.
  func slice(_ k: Int) -> Plane<Float> {
    var plane = Plane<Float>(rows: rows, columns: columns, repeating: 0)
    for row in 0..<rows {
      for column in 0..<columns {
        plane[row, column] = value((k * columns + column) * rows + row)
      }
    }
    return plane
  }
}
