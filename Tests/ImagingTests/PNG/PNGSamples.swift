/// PNG files of 4 × 2 pixels made with Pillow, in base64.
enum PNGSamples {
  /// 8-bit grey: 0, 36 … 252.
  static let grey8 =
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAACCAAAAABawyK/AAAAEklEQVR4nGNkUFFRYZygoqICAAYlAWukPIDK"
    + "AAAAAElFTkSuQmCC"

  /// 16-bit grey: 257 times the 8-bit one.
  static let grey16 =
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAACEAAAAAAKU/78AAAAFklEQVR4nGNkYFBRUVFRUWGcMAHCAAAWHQLT"
    + "rgJh/AAAAABJRU5ErkJggg=="

  /// Grey with opaque alpha.
  static let greyAlpha =
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAACCAQAAADVobXoAAAAFklEQVR4nGNk+K/CoMKgwsAygQHCAAAb5AJt"
    + "uiF20gAAAABJRU5ErkJggg=="

  /// A red row above a blue one.
  static let rgb =
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAACCAIAAADwyuo0AAAAEUlEQVR4nGP8z4AAjAwMCC4AIx4CAQb3Sq4A"
    + "AAAASUVORK5CYII="

  /// The same with opaque alpha.
  static let rgba =
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAACCAYAAAB/qH1jAAAAFklEQVR4nGP8z8DwnwEJMDIw/EcRAABZ+wP/"
    + "8WZmbQAAAABJRU5ErkJggg=="

  /// The same with a palette.
  static let palette =
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAACAQMAAABFZu8gAAAABlBMVEX/AAAAAP9sof2OAAAADElEQVR4nGNg"
    + "YPgAAAD0APEiSYHCAAAAAElFTkSuQmCC"

  /// A header that claims 60,000 × 60,000 pixels.
  static let huge =
    "iVBORw0KGgoAAAANSUhEUgAA6mAAAOpgCAAAAACluSqeAAAAEUlEQVR4nGNgGAWjYBQMdwAAA+gAAbOm00YA"
    + "AAAASUVORK5CYII="
}
