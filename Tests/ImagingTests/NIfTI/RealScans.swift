import Foundation

/// The real CT that lies beside the package on the developers' machines.
enum RealScans {
  static let folder: String = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { url.deleteLastPathComponent() }
    return url.deletingLastPathComponent().appendingPathComponent("shared/data/ct-tasks").path
  }()

  static var exist: Bool { FileManager.default.fileExists(atPath: folder) }
}
