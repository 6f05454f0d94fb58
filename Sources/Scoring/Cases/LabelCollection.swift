internal import Foundation
public import Imaging

/// Label volumes by case, wherever they lie.
public struct LabelCollection: Sendable, Hashable {
  /// The path that was opened.
  public let path: String
  /// Files by case id.
  public let files: [String: String]
  /// Names of label values without background, where a dataset declares them.
  public let classes: [Int: String]

  /// Label volumes that are known already.
  public init(path: String, files: [String: String], classes: [Int: String] = [:]) {
    self.path = path
    self.files = files
    self.classes = classes.filter { $0.key != 0 }
  }

  /// The label volumes of a folder of NIfTI files, of one such file, or of a dataset in the layout of the
  /// Medical Segmentation Decathlon or nnU-Net (or its `dataset.json`, or a list).
  ///
  /// A case's id is its file's name without extension and without nnU-Net's `_0000`. Files whose names
  /// begin with `.` or `_` are left out.
  ///
  /// - Throws: `ScoringError` if there are none, two are of one case, or `options` leaves none;
  ///   `VolumeError` if the path or its `dataset.json` can't be read.
  public static func open(
    _ path: String, _ options: DatasetOptions = DatasetOptions()
  ) throws -> LabelCollection {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    let volumes = volumes(in: path)
    if NIfTIFileName(path: path) != nil, FilePlace(path) == .file {
      return try LabelCollection(path: path, volumes: [path], options)
    }
    if FilePlace(path) == .folder, !FilePlace.exists("\(path)/dataset.json") || !volumes.isEmpty {
      guard !volumes.isEmpty else {
        throw ScoringError.noVolumes(path: path, advice: advice(path))
      }
      return try LabelCollection(path: path, volumes: volumes, options)
    }
    return try dataset(path, options)
  }

  private init(path: String, volumes: [String], _ options: DatasetOptions) throws {
    var files: [String: String] = [:]
    for volume in volumes {
      guard let name = NIfTIFileName(path: volume) else { continue }
      let id = Self.caseID(name.caseID)
      if let other = files.updateValue(volume, forKey: id) {
        throw ScoringError.duplicateCase(id: id, first: other, second: volume)
      }
    }
    files = files.filter { options.accepts($0.key) }
    guard !files.isEmpty else { throw ScoringError.noneIncluded(path: path) }
    self.init(path: path, files: files)
  }

  private static func dataset(
    _ path: String, _ options: DatasetOptions
  ) throws -> LabelCollection {
    var options = options
    options.missingFiles = .skip
    let dataset: DatasetDescription
    do {
      dataset = try Dataset.open(path, options)
    } catch let error as VolumeError {
      guard case .missingFiles = error.problem else { throw error }
      throw ScoringError.noVolumes(
        path: path,
        advice: "its dataset.json names scans that are not there: give the folder of its label "
          + "volumes instead (such as labelsTr)")
    }
    var volumes = dataset.cases.compactMap(\.labelPath)
    // a reference is one without its scan, too
    for missing in dataset.missing where missing.role == .image {
      let candidates = [".nii.gz", ".nii"].map { "\(path)/labelsTr/\(missing.caseID)\($0)" }
      if let found = candidates.first(where: FilePlace.exists) { volumes.append(found) }
    }
    guard !volumes.isEmpty else {
      throw ScoringError.noVolumes(
        path: path, advice: "its dataset.json names no labels that are there; give their folder")
    }
    let files = try LabelCollection(path: path, volumes: volumes, DatasetOptions()).files
    return LabelCollection(path: path, files: files, classes: dataset.labels)
  }

  /// The id without the number of nnU-Net's first channel.
  static func caseID(_ name: String) -> String {
    name.hasSuffix("_0000") && name.count > 5 ? String(name.dropLast(5)) : name
  }

  private static func volumes(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().filter { name in
      guard !name.hasPrefix("."), !name.hasPrefix("_") else { return false }
      return NIfTIFileName(path: name).map { $0.kind != .image } ?? false
    }.map { "\(folder)/\($0)" }
  }

  /// Where in a folder without volumes they may be.
  private static func advice(_ path: String) -> String {
    let places = ["labels", "labelsTr", "labelsTs"].flatMap { name -> [String] in
      let place = "\(path)/\(name)"
      guard volumes(in: place).isEmpty else { return [place] }
      let inner = (try? FileManager.default.contentsOfDirectory(atPath: place))?.sorted() ?? []
      return inner.map { "\(place)/\($0)" }.filter { !volumes(in: $0).isEmpty }
    }
    return places.isEmpty
      ? "give the folder that has them" : "give " + places.prefix(5).joined(separator: " or ")
  }
}

/// What a path leads to.
private enum FilePlace {
  case nothing
  case file
  case folder

  init(_ path: String) {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    self = !exists ? .nothing : isFolder.boolValue ? .folder : .file
  }

  static func exists(_ path: String) -> Bool { FilePlace(path) != .nothing }
}
