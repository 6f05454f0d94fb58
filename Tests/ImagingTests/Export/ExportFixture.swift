import Foundation

@testable import Imaging

/// Small scans with labels beside them, as a run leaves them.
struct ExportFixture {
  let folder: ScanFolder
  static let ids = ["a", "b", "c"]

  init() throws {
    folder = try ScanFolder()
    for id in Self.ids {
      try write(scan: Self.scan(id), id)
      try write(label: Self.label(id), id)
    }
  }

  var scans: String { folder.file("scans") }
  var labels: String { folder.file("labels") }
  var out: String { folder.file("out") }

  static func scan(_ id: String) -> NIfTIFixture {
    var scan = NIfTIFixture()
    let shift = Double(id.unicodeScalars.first?.value ?? 0)
    scan.values = (0..<60).map { Double($0) * 9 - shift }
    return scan
  }

  /// Labels 0, 1 and 2; other values in their places.
  static func label(_ id: String, _ values: [Double] = [0, 1, 2]) -> NIfTIFixture {
    var label = scan(id)
    label.type = .uint8
    label.values = (0..<60).map { values[$0 / 7 % values.count] }
    return label
  }

  @discardableResult
  func write(scan: NIfTIFixture, _ id: String, gzipped: Bool = true) throws -> String {
    try scan.write(folder, "scans/" + id, gzipped: gzipped)
  }

  @discardableResult
  func write(label: NIfTIFixture, _ id: String, gzipped: Bool = true) throws -> String {
    try label.write(folder, "labels/" + id, gzipped: gzipped)
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: folder.file(name))
  }

  func export(_ options: ExportOptions) throws -> DatasetExport {
    try DatasetExport(try Dataset.open(scans), labels: labels, options)
  }

  /// All files below a folder, sorted.
  func files(_ path: String) -> [String] {
    let all = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
    return all.filter { $0.contains(".") }.sorted()
  }

  /// `dataset.json` by Foundation's reader.
  func description(_ path: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: path + "/dataset.json"))
    return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }

  /// A volume's labels in stored order.
  static func voxels(_ path: String) throws -> [UInt16] {
    let reader = try SliceReader(NIfTIVolume.open(path), slicing: .stored)
    // `stored` slices have the first axis as rows.
    var voxels: [UInt16] = []
    while let plane = try reader.nextLabels() {
      for column in 0..<plane.columns {
        for row in 0..<plane.rows { voxels.append(plane.pixels[row * plane.columns + column]) }
      }
    }
    try reader.finish()
    return voxels
  }
}
