public import DurableFiles

/// A Zarr v3 group: a folder of arrays with a `zarr.json` of its own.
public struct ZarrGroup: Sendable {
  /// The group's folder.
  public let path: String
  /// What was noted about the group.
  public let attributes: [String: JSONValue]

  /// Makes `path` a group, or gives the group that is there these attributes.
  public static func create(
    _ path: String, attributes: [String: JSONValue] = [:],
    in files: any FileSystem = LocalFileSystem()
  ) throws -> ZarrGroup {
    try PendingFile.write(metadata(attributes), to: ZarrArray.metadataPath(path), in: files)
    return ZarrGroup(path: path, attributes: attributes)
  }

  private static func metadata(_ attributes: [String: JSONValue]) -> [UInt8] {
    let text = JSONPrinter.pretty(members: [
      ("zarr_format", 3), ("node_type", "group"), ("attributes", .object(attributes)),
    ])
    return Array(text.utf8)
  }

  /// Whether `path` has, to the byte, the metadata of a group without attributes.
  public static func isPlain(_ path: String) -> Bool {
    (try? ZarrArray.metadataBytes(ZarrArray.metadataPath(path))).map {
      $0.elementsEqual(metadata([:]))
    }
      ?? false
  }

  /// The group at `path`, made if there is none.
  public static func opened(
    _ path: String, in files: any FileSystem = LocalFileSystem()
  ) throws -> ZarrGroup {
    if let group = try? ZarrGroup(path: path) { return group }
    return try create(path, in: files)
  }

  /// Opens the group in folder `path`.
  public init(path: String) throws {
    let file = ZarrArray.metadataPath(path)
    let json = try JSONParser.parse(try ZarrArray.metadataBytes(file), file: file)
    let root = MetadataNode(file: file, key: "", value: json)
    let format = try root.required("zarr_format")
    guard format.value.int == 3 else { throw format.failure(expected: "3") }
    let nodeType = try root.required("node_type")
    guard try nodeType.string() == "group" else { throw nodeType.failure(expected: "\"group\"") }
    self.init(path: path, attributes: try root.optional("attributes")?.members() ?? [:])
  }

  private init(path: String, attributes: [String: JSONValue]) {
    self.path = path
    self.attributes = attributes
  }

  /// The folder of the child `name`; throws for a name that a node can't have.
  public func childPath(_ name: String) throws -> String {
    "\(path)/\(try NodeName.checked(name))"
  }

  /// The child array `name`.
  public func array(_ name: String) throws -> ZarrArray {
    try ZarrArray(path: try childPath(name))
  }

  /// The paths of all arrays in `folder` or beneath it, sorted: folders whose `zarr.json` is an
  /// array's, or can't be read, so that damage is met when the array is opened. So are folders called
  /// `.zarr` that have arrays beneath but no `zarr.json`, which nobody else could open.
  ///
  /// Links to folders aren't followed. What is being written has no `zarr.json` and isn't listed.
  public static func arrays(beneath folder: String) throws -> [String] {
    try arrays(beneath: folder, depth: 0)
  }

  private static func arrays(beneath folder: String, depth: Int) throws -> [String] {
    let hasMetadata = FilePath.exists(ZarrArray.metadataPath(folder))
    if hasMetadata, (try? ZarrArray(path: folder)) != nil { return [folder] }
    // Neither, as far as can be told: an array, or a group with arrays in it.
    let broken = hasMetadata && (try? ZarrGroup(path: folder)) == nil ? [folder] : []
    // No store of ours is deeper than three levels.
    guard depth < 16 else { return broken }
    let beneath = try Folder.names(in: folder)
      .map { "\(folder)/\($0)" }
      .filter(Folder.isFolder)
      .flatMap { try arrays(beneath: $0, depth: depth + 1) }
    let isHeadless = !hasMetadata && folder.hasSuffix(".zarr") && !beneath.isEmpty
    return broken + (isHeadless ? [folder] : []) + beneath
  }
}
