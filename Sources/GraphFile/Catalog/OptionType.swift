/// What may be written for an option, and what `Options` then decodes.
public enum OptionType: Sendable, Hashable {
  /// Any scalar, as it is spelled; decoded as `String`.
  case text
  /// `true` or `false`; decoded as `Bool`.
  case boolean
  /// A whole number, within the range if there is one; decoded as `Int`.
  case integer(ClosedRange<Int>? = nil)
  /// A finite number, within the range if there is one; decoded as `Double` or `Float`.
  case number(ClosedRange<Double>? = nil)
  /// One of these words; decoded as `String` or an enumeration of strings.
  case choice([String])
  /// Some of these words, each at most once; decoded as an array. A single word may stand alone.
  case choices([String])
  /// The path of a file that exists; decoded as `String`.
  case file
  /// The path of a folder that exists; decoded as `String`.
  case folder
  /// The path of a file or folder that exists; decoded as `String`.
  case fileOrFolder
  /// Paths of files that exist; decoded as `[String]`. A single one may stand alone.
  case files
  /// A path that need not exist, such as that of an output; decoded as `String`.
  case path
  /// Numbers in brackets, exactly `count` if that is set; decoded as `[Double]` or `[Float]`.
  case numbers(count: Int? = nil)
  /// Whole numbers in brackets, exactly `count` if that is set; decoded as `[Int]`.
  case integers(count: Int? = nil)
  /// Texts in brackets; decoded as `[String]`. A single one may stand alone.
  case texts
  /// A size such as `512MiB`, `2 GiB`, `1.5GB` or a whole number of bytes; decoded as `Int`.
  case bytes
}
