internal import DurableFiles

/// What a finished array says about itself, so that what is missing later can be told from what
/// was never meant to exist.
///
/// Zarr readers take a missing shard for fill values without a word. The record lies in the
/// array's attributes under `"sluice"`, where other readers keep it and ignore it.
public struct CompletionRecord: Sendable, Hashable {
  /// The attribute that holds the record; callers' attributes can't use this name.
  public static let attributeName = "sluice"

  /// Shard files, every one of which exists.
  public let shardCount: Int
  /// Indices along axis 0 that were never written, in increasing order.
  public let absent: [Int]
  /// A digest of the chunks that were written, so that the metadata alone tells arrays of other
  /// content apart; `nil` in arrays that were written without.
  public let content: String?
  /// CRC-32C of the metadata as written, itself left out.
  let metadataChecksum: UInt32

  var json: JSONValue {
    [
      "shards": .number(shardCount),
      "absent": .extents(absent),
      "content": content.map { .string($0) } ?? .null,
      "crc32c": .number(Int(metadataChecksum)),
    ]
  }

  /// The record in an array's attributes, or `nil` when there is none that can be read.
  public init?(_ attributes: [String: JSONValue]) {
    guard let record = attributes[Self.attributeName],
      let shardCount = record["shards"]?.int,
      case .array(let absent)? = record["absent"],
      let checksum = record["crc32c"]?.int.flatMap(UInt32.init(exactly:))
    else { return nil }
    self.shardCount = shardCount
    self.absent = absent.compactMap(\.int)
    self.metadataChecksum = checksum
    content = record["content"]?.string
    guard self.absent.count == absent.count else { return nil }
  }

  private init(shardCount: Int, absent: [Int], content: String, metadataChecksum: UInt32) {
    self.shardCount = shardCount
    self.absent = absent
    self.content = content
    self.metadataChecksum = metadataChecksum
  }

  /// `members` of `zarr.json` with a record added to their attributes.
  static func added(
    to members: [(String, JSONValue)], shardCount: Int, absent: [Int], content: String
  ) -> [(String, JSONValue)] {
    var record = CompletionRecord(
      shardCount: shardCount, absent: absent, content: content, metadataChecksum: 0)
    var json = JSONValue.object(
      Dictionary(members, uniquingKeysWith: { _, last in last }))
    json.setRecord(record.json)
    record = CompletionRecord(
      shardCount: shardCount, absent: absent, content: content,
      metadataChecksum: checksum(of: json))
    json.setRecord(record.json)
    return members.map { ($0.0, json[$0.0] ?? $0.1) }
  }

  /// The checksum of `zarr.json` regardless of its spacing and order of keys: of everything but
  /// the checksum itself.
  static func checksum(of json: JSONValue) -> UInt32 {
    var json = json
    if case .object(var record)? = json["attributes"]?[attributeName] {
      record["crc32c"] = 0
      json.setRecord(.object(record))
    }
    return CRC32C.checksum(of: Array(JSONPrinter.compact(json).utf8))
  }
}

extension JSONValue {
  fileprivate mutating func setRecord(_ record: JSONValue) {
    guard case .object(var members) = self, case .object(var attributes)? = members["attributes"]
    else { return }
    attributes[CompletionRecord.attributeName] = record
    members["attributes"] = .object(attributes)
    self = .object(members)
  }
}
