import DurableFiles
import Foundation

/// Makes PNG of SVG by librsvg's `rsvg-convert`, if it is installed.
struct PictureConverter {
  /// What to do where there is none.
  static let missing =
    "figures are there as SVG only: rsvg-convert, which makes PNG of them, is not installed "
    + "(apt-get install librsvg2-bin)"

  private let program: String

  /// Nil if the program is not on the path.
  init?() {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    guard
      let found = folders.map({ "\($0)/rsvg-convert" })
        .first(where: FileManager.default.isExecutableFile)
    else { return nil }
    program = found
  }

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// - Parameter width: of the PNG. px
  /// - Throws: `Failure` with what the program said.
  func convert(_ svg: String, to path: String, width: Int) throws {
    let source = FileManager.default.temporaryDirectory
      .appendingPathComponent("sluice-\(UUID().uuidString).svg")
    let target = source.deletingPathExtension().appendingPathExtension("png")
    defer {
      for file in [source, target] { try? FileManager.default.removeItem(at: file) }
    }
    try Data(svg.utf8).write(to: source)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = [
      "--width", "\(width)", "--background-color", "white", "--output", target.path, source.path,
    ]
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(description: String(decoding: said.prefix(500), as: UTF8.self))
    }
    _ = try PendingFile.write([UInt8](try Data(contentsOf: target)), to: path)
  }
}
