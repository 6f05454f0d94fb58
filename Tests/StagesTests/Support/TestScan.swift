import Foundation

/// A small scan with reference labels, made voxel by voxel and written as NIfTI-1.
struct TestScan: Sendable {
  /// Voxels along the stored axes.
  var size = [8, 6, 4]
  /// Their distances, mm.
  var spacing = [1.0, 1.0, 1.0]
  /// The axis of the body that each stored axis runs along: 0 to the right, 1 to the front, 2 up.
  var axes = [0, 1, 2]
  var hu: @Sendable (_ i: Int, _ j: Int, _ k: Int) -> Int = { i, j, k in 100 * k + 10 * i + j - 900
  }
  /// Label values; none for a scan without a reference.
  var label: (@Sendable (_ i: Int, _ j: Int, _ k: Int) -> Int)?
  /// NIfTI's code of the labels' type: 2 is uint8, 4 int16.
  var labelType = 2

  var imageBytes: [UInt8] { imageHeader + (0..<size[2]).flatMap { imageSlice($0) } }

  var labelBytes: [UInt8]? {
    label.map { _ in labelHeader + (0..<size[2]).flatMap { labelSlice($0) } }
  }

  var imageHeader: [UInt8] { header(type: 4, bits: 16) }
  var labelHeader: [UInt8] { header(type: labelType, bits: labelType == 2 ? 8 : 16) }

  /// The bytes of all voxels of the same third index.
  func imageSlice(_ k: Int) -> [UInt8] { voxels(k, bytes: 2, hu) }
  func labelSlice(_ k: Int) -> [UInt8] {
    voxels(k, bytes: labelType == 2 ? 1 : 2, label ?? { _, _, _ in 0 })
  }

  private func voxels(_ k: Int, bytes: Int, _ value: (Int, Int, Int) -> Int) -> [UInt8] {
    var result: [UInt8] = []
    for j in 0..<size[1] {
      for i in 0..<size[0] {
        let bits = UInt16(bitPattern: Int16(value(i, j, k)))
        result.append(UInt8(bits & 255))
        if bytes == 2 { result.append(UInt8(bits >> 8)) }
      }
    }
    return result
  }

  private func header(type: Int, bits: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 352)
    func put<T: FixedWidthInteger>(_ value: T, _ offset: Int) {
      withUnsafeBytes(of: value.littleEndian) {
        bytes.replaceSubrange(offset..<offset + $0.count, with: $0)
      }
    }
    func put(_ value: Double, _ offset: Int) { put(Float(value).bitPattern, offset) }
    put(Int32(348), 0)
    for (n, extent) in ([3] + size + [1, 1, 1, 1]).enumerated() { put(Int16(extent), 40 + 2 * n) }
    put(Int16(type), 70)
    put(Int16(bits), 72)
    for (n, distance) in ([1] + spacing).enumerated() { put(distance, 76 + 4 * n) }
    put(352.0, 108)
    put(1.0, 112)
    bytes[123] = 2
    put(Int16(1), 254)
    for (stored, body) in axes.enumerated() { put(spacing[stored], 280 + 16 * body + 4 * stored) }
    for (n, byte) in Array("n+1\0".utf8).enumerated() { bytes[344 + n] = byte }
    return bytes
  }
}

/// A Decathlon task of a few scans.
struct TestDataset {
  let folder: TestFolder
  let path: String

  /// - Parameter labels: names by value; the task's `labels`.
  init(
    _ scans: KeyValuePairs<String, TestScan>,
    labels: [Int: String] = [0: "background", 1: "organ"],
    in folder: TestFolder
  ) throws {
    self.folder = folder
    path = folder.file("task")
    var training: [[String: String]] = []
    for (id, scan) in scans {
      try folder.write(scan.imageBytes, "task/imagesTr/\(id).nii")
      var entry = ["image": "./imagesTr/\(id).nii"]
      if let label = scan.labelBytes {
        try folder.write(label, "task/labelsTr/\(id).nii")
        entry["label"] = "./labelsTr/\(id).nii"
      }
      training.append(entry)
    }
    let names = Dictionary(uniqueKeysWithValues: labels.map { ("\($0)", $1) })
    let json = try JSONSerialization.data(
      withJSONObject: ["name": "test", "labels": names, "training": training])
    try folder.write([UInt8](json), "task/dataset.json")
  }

  /// Cuts a scan's file short, so that reading it fails after some slices.
  func truncate(_ id: String, to bytes: Int) throws {
    let file = "task/imagesTr/\(id).nii"
    try folder.write(Array(try folder.bytes(file).prefix(bytes)), file)
  }
}
