internal import CPNG
public import DurableFiles

extension PNG {
  /// Writes `(R, C)` grey bytes; the file appears when it is whole, and holds no date.
  ///
  /// Throws `PictureError.png` for an empty picture, `FileError` if writing fails.
  @discardableResult
  public static func write(
    _ picture: Plane<UInt8>, to path: String, in files: any FileSystem = LocalFileSystem()
  ) throws -> PublishedFile {
    try PendingFile.write(
      try encode(picture, UInt32(PNG_FORMAT_GRAY), path), to: path, in: files)
  }

  /// Writes `(R, C)` colours, like the other.
  @discardableResult
  public static func write(
    _ picture: Plane<RGB>, to path: String, in files: any FileSystem = LocalFileSystem()
  ) throws -> PublishedFile {
    try PendingFile.write(try encode(picture, UInt32(PNG_FORMAT_RGB), path), to: path, in: files)
  }

  /// `(R, C)` colours as the bytes of a file.
  ///
  /// Throws `PictureError.png` for an empty picture.
  public static func bytes(_ picture: Plane<RGB>) throws -> [UInt8] {
    try encode(picture, UInt32(PNG_FORMAT_RGB), "picture")
  }

  private static func encode<Pixel>(
    _ picture: Plane<Pixel>, _ format: UInt32, _ path: String
  ) throws -> [UInt8] {
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    image.width = UInt32(clamping: picture.columns)
    image.height = UInt32(clamping: picture.rows)
    image.format = format
    // A fifth larger, but made in a fraction of the time: pictures are many, and for looking at.
    image.flags = UInt32(PNG_IMAGE_FLAG_FAST)
    defer { png_image_free(&image) }
    guard picture.rows > 0, picture.columns > 0, picture.pixels.count <= mostPixels else {
      throw PictureError.png(
        file: path, problem: "no PNG has \(picture.columns) × \(picture.rows) pixels")
    }
    return try picture.pixels.withUnsafeBytes { pixels in
      // room for pixels that do not compress at all, so that they are encoded once
      var count = pixels.count + pixels.count / 8 + picture.rows + 4096
      let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
        let status = png_image_write_to_memory(
          &image, buffer.baseAddress, &count, 0, pixels.baseAddress, 0, nil)
        used = status != 0 ? count : 0
      }
      guard !bytes.isEmpty else {
        throw PictureError.png(file: path, problem: "not written: \(message(image))")
      }
      // Without the room, as pictures may be held for a while.
      return bytes.withUnsafeBufferPointer(Array.init)
    }
  }
}
