import Foundation

/// What the header of a PNG file says.
struct PNGSize {
  let width: Int
  let height: Int
  /// Of the whole file.
  let bytes: Int

  /// `nil` if it is no readable PNG.
  init?(_ path: String) {
    guard let handle = FileHandle(forReadingAtPath: path),
      let header = try? handle.read(upToCount: 24), header.count == 24,
      header.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
      let end = try? handle.seekToEnd()
    else { return nil }
    func number(at offset: Int) -> Int {
      header[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    (width, height, bytes) = (number(at: 16), number(at: 20), Int(clamping: end))
    guard (1...65_536).contains(width), (1...65_536).contains(height) else { return nil }
  }
}
