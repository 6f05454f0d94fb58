import Imaging
import SegmentAnything
import Synchronization
import ZarrStore

/// How embeddings are to have been made, as far as that is asked for.
struct ExpectedEncoding: Sendable {
  /// SHA-256, in hexadecimal.
  var checkpoint: String?
  var orientation: SliceOrientation?
  /// As `PictureStyle` describes it.
  var picture: String?
  var preprocessing: PreprocessingStyle?

  /// What is asked for, as arrays say it of themselves.
  var attributes: [String: String] {
    [
      ShardAttributes.checkpoint: checkpoint, ShardAttributes.orientation: orientation?.rawValue,
      ShardAttributes.picture: picture, ShardAttributes.preprocessing: preprocessing?.rawValue,
    ].compactMapValues(\.self)
  }

  /// What an array says otherwise, in a sentence; `nil` if nothing.
  func contradiction(_ array: ZarrArray) -> String? {
    attributes.sorted { $0.key < $1.key }.lazy.compactMap(array.contradiction).first
  }
}

extension ZarrArray {
  /// What the array says otherwise of an attribute, in a sentence; `nil` if nothing.
  fileprivate func contradiction(_ name: String, _ expected: String) -> String? {
    let found = attributes[name]?.string
    guard found != expected else { return nil }
    if name == ShardAttributes.checkpoint {
      return
        "\(path) was made by another model (SHA-256 \(found?.prefix(12) ?? "not said")…) than this run's "
        + "(\(expected.prefix(12))…); give the checkpoint that made it, or encode anew"
    }
    return "\(path) "
      + (found.map { "was made with \(name) \"\($0)\"" } ?? "does not say its \(name)")
      + ", but this run has \"\(expected)\"; use the same, or encode anew"
  }
}

/// The embeddings of one case as a shard-writer left them.
struct StoredEmbeddings {
  private let array: ZarrArray
  let encoder: EncoderIdentity

  /// - Throws: `StageError` if the array is not of this case's slices.
  init(_ array: ZarrArray, _ context: SliceContext, _ expected: ExpectedEncoding) throws {
    func attribute(_ name: String) -> String { array.attributes[name]?.string ?? "" }
    let contradiction =
      array.contradiction("content", ShardContent.embeddings.rawValue)
      ?? array.contradiction(ShardAttributes.orientation, context.scan.orientation.rawValue)
      ?? expected.contradiction(array)
    if let contradiction { throw StageError.unusableCase(context.scan.id, contradiction) }
    if let image = context.scan.imageDigest, image != attribute(ShardAttributes.image) {
      throw StageError.unusableCase(
        context.scan.id,
        "\(array.path) was made of another file than \(context.scan.scan.path) is now; encode anew")
    }
    let wanted = [context.slices, context.rows, context.columns]
    let found = [
      array.sliceCount, array.attributes["rows"]?.int ?? 0, array.attributes["columns"]?.int ?? 0,
    ]
    guard found == wanted, array.shape.count == 4 else {
      func text(_ sizes: [Int]) -> String { "\(sizes[0]) slices of \(sizes[1])×\(sizes[2])" }
      throw StageError.unusableCase(
        context.scan.id,
        "\(array.path) was made of \(text(found)), not \(text(wanted)); it belongs to another scan or "
          + "resampling")
    }
    guard let preprocessing = PreprocessingStyle(rawValue: attribute(ShardAttributes.preprocessing))
    else {
      throw StageError.unusableCase(
        context.scan.id,
        "\(array.path) does not say how its pictures were prepared; encode anew")
    }
    self.array = array
    encoder = EncoderIdentity(
      checkpoint: attribute(ShardAttributes.checkpoint), preprocessing: preprocessing,
      picture: array.attributes[ShardAttributes.picture]?.string)
  }

  /// The embedding of a slice; `nil` if it was not encoded.
  func values(of slice: Int) throws -> SliceEmbedding.Values? {
    guard slice < array.sliceCount else { return nil }
    switch array.dataType {
    case .float16: return try array.slice(slice, as: Float16.self).map { .float16($0) }
    case .float32: return try array.slice(slice, as: Float.self).map { .float32($0) }
    default:
      throw StageError.option(
        stage: "shard-reader",
        "\(array.path) holds \(array.dataType.rawValue); embeddings are float16 or float32")
    }
  }
}

/// The array that was read last, kept open while its case goes on.
final class OpenArrays: Sendable {
  private let last = Mutex<ZarrArray?>(nil)
  private let sliceBytes = Mutex<Int?>(nil)

  func array(_ name: String, in store: String) throws -> ZarrArray {
    let path = try ZarrGroup(path: store).childPath(name)
    return try last.withLock { last in
      if let last, last.path == path { return last }
      let array = try ZarrArray(path: path)
      last = array
      return array
    }
  }

  /// Bytes of one slice of any array in the store, which are all of one model; looked up once.
  func sliceBytes(in store: String) -> Int? {
    sliceBytes.withLock { known in
      if known == nil {
        known =
          (try? ZarrGroup.arrays(beneath: store))?.lazy
          .compactMap { try? ZarrArray(path: $0) }.first?.sliceByteCount
      }
      return known
    }
  }
}
