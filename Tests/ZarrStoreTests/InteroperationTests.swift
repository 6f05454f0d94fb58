import Foundation
import Testing

@testable import ZarrStore

/// Arrays exchanged with other programs through a folder.
///
/// `ZARR_INTEROPERATION` names it. Arrays below `theirs.zarr` are read and must have the digests
/// in `theirs.sha256` (lines of digest, space, path); `ours.zarr` is written with `ours.sha256`.
@Suite(
  .enabled(
    if: ProcessInfo.processInfo.environment["ZARR_INTEROPERATION"] != nil,
    "ZARR_INTEROPERATION names no folder"))
struct InteroperationTests {
  private let folder = ProcessInfo.processInfo.environment["ZARR_INTEROPERATION"] ?? ""

  @Test(
    .enabled(
      if: FileManager.default.fileExists(
        atPath: (ProcessInfo.processInfo.environment["ZARR_INTEROPERATION"] ?? "")
          + "/theirs.sha256"), "no theirs.sha256 there"))
  func readsTheirs() throws {
    let lines = String(decoding: try bytes(of: "\(folder)/theirs.sha256"), as: UTF8.self)
      .split(separator: "\n")
    #expect(!lines.isEmpty)
    for line in lines {
      let parts = line.split(separator: " ", maxSplits: 1)
      let array = try ZarrArray(path: "\(folder)/theirs.zarr/\(parts[1])")
      #expect(sha256(try array.readAll()) == parts[0], "\(parts[1])")
      #expect(try array.verify(record: .ifPresent) == [], "\(parts[1])")
    }
  }

  @Test func writesOurs() throws {
    let store = "\(folder)/ours.zarr"
    try? FileManager.default.removeItem(atPath: store)
    let group = try ZarrGroup.create(store, attributes: ["about": "written by ZarrStore"])
    var random = SplitMix(seed: 31)
    var digests = ""
    func add(_ name: String, _ layout: SliceLayout, _ present: [Bool]) throws {
      let slices = present.map { $0 ? random.bytes(layout.sliceByteCount) : nil }
      try writeArray(
        try group.childPath(name), layout, slices, attributes: ["case": .string(name)])
      let zero = [UInt8](repeating: 0, count: layout.sliceByteCount)
      digests += "\(sha256(slices.flatMap { $0 ?? zero })) \(name)\n"
    }
    for dataType in DataType.allCases where dataType != .bool {
      try add(
        dataType.rawValue,
        SliceLayout(
          dataType: dataType, sliceShape: [3, 5, 7], slicesPerShard: 4,
          dimensionNames: ["z", "c", "y", "x"]),
        (0..<10).map { ![0, 4, 5, 6, 7, 9].contains($0) })
    }
    try add(
      "embedding", SliceLayout(dataType: .float16, sliceShape: [256, 64, 64], sliceCount: 5),
      [true, true, false, true, true])
    try add(
      "ragged", SliceLayout(dataType: .float32, sliceShape: [256, 256]),
      Array(repeating: true, count: 3))
    try add("empty", SliceLayout(dataType: .float32, sliceShape: [4, 4]), [])
    try add("all absent", SliceLayout(dataType: .uint8, sliceShape: [4, 4]), [false, false])
    try add("row", SliceLayout(dataType: .int64, sliceShape: [], slicesPerShard: 3), [true, true])
    try write(Array(digests.utf8), to: "\(folder)/ours.sha256")
  }
}
