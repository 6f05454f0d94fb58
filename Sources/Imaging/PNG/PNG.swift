internal import CPNG
internal import DurableFiles

/// Reads and writes PNG pictures of 8 bits a channel through libpng's simplified interface,
/// which reports errors by value (the other one jumps out of C with `longjmp`).
public enum PNG {
  /// Pictures of more pixels are refused before memory is taken for them.
  public static let mostPixels = 1 << 26

  /// What the pixels of a PNG file hold.
  public enum Picture: Sendable {
    case grey(Plane<UInt8>)
    case colour(Plane<RGB>)
  }

  /// Reads a PNG of any kind: grey ones as grey, palettes and RGB as RGB.
  ///
  /// 16 bits become 8; what is transparent is laid over black. Throws `FileError` if
  /// the file cannot be read, `PictureError.png` if it is damaged, no PNG or too large.
  public static func read(_ path: String) throws -> Picture {
    let bytes = try FileContents.read(path)
    return try withImage(bytes, path) { image in
      if image.format & UInt32(PNG_FORMAT_FLAG_COLOR) == 0 {
        return .grey(try decode(&image, UInt32(PNG_FORMAT_GRAY), 0, path))
      }
      return .colour(try decode(&image, UInt32(PNG_FORMAT_RGB), RGB(grey: 0), path))
    }
  }

  /// Reads a PNG of any kind as `(R, C)` grey bytes; colours become their luminance.
  public static func readGrey(_ path: String) throws -> Plane<UInt8> {
    try withImage(try FileContents.read(path), path) { image in
      try decode(&image, UInt32(PNG_FORMAT_GRAY), 0, path)
    }
  }

  /// Reads a PNG of any kind as `(R, C)` colours; grey becomes equal channels.
  public static func readRGB(_ path: String) throws -> Plane<RGB> {
    try withImage(try FileContents.read(path), path) { image in
      try decode(&image, UInt32(PNG_FORMAT_RGB), RGB(grey: 0), path)
    }
  }

  private static func withImage<Result>(
    _ bytes: [UInt8], _ path: String, _ body: (inout png_image) throws -> Result
  ) throws -> Result {
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    return try bytes.withUnsafeBytes { bytes in
      guard png_image_begin_read_from_memory(&image, bytes.baseAddress, bytes.count) != 0 else {
        throw PictureError.png(file: path, problem: "not a readable PNG: \(message(image))")
      }
      let (pixels, overflow) = Int(image.width).multipliedReportingOverflow(by: Int(image.height))
      guard !overflow, pixels <= mostPixels else {
        throw PictureError.png(
          file: path,
          problem: "\(image.width) × \(image.height) pixels are more than the \(mostPixels) "
            + "that are read")
      }
      // without this, 16-bit samples would be taken for linear light and come out brighter
      image.flags |= UInt32(PNG_IMAGE_FLAG_16BIT_sRGB)
      return try body(&image)
    }
  }

  private static func decode<Pixel: Sendable>(
    _ image: inout png_image, _ format: UInt32, _ zero: Pixel, _ path: String
  ) throws -> Plane<Pixel> {
    image.format = format
    var plane = Plane(rows: Int(image.height), columns: Int(image.width), repeating: zero)
    var black = png_color(red: 0, green: 0, blue: 0)
    let status = plane.pixels.withUnsafeMutableBytes { pixels in
      png_image_finish_read(&image, &black, pixels.baseAddress, 0, nil)
    }
    guard status != 0 else {
      throw PictureError.png(file: path, problem: "damaged PNG: \(message(image))")
    }
    return plane
  }

  static func message(_ image: png_image) -> String {
    withUnsafeBytes(of: image.message) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
