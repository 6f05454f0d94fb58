import DurableFiles
import DurableFilesTesting
import Foundation
import Testing

@testable import Imaging

@Suite struct DatasetExportTests {
  private let fixture: ExportFixture
  private var folder: ScanFolder { fixture.folder }

  init() throws {
    fixture = try ExportFixture()
  }

  private func error(_ body: () throws -> Void) -> CohortError? {
    do {
      try body()
      return nil
    } catch {
      return error as? CohortError
    }
  }

  private func inode(_ path: String) throws -> Int {
    try #require(FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int)
  }

  @Test func nnUNetsLayoutIsComplete() throws {
    let export = try fixture.export(ExportOptions(layout: .nnunet, name: "Set", id: 7))
    let outcome = try export.write(to: fixture.out)
    #expect(outcome.folder == fixture.out + "/Dataset007_Set")
    #expect(
      fixture.files(outcome.folder) == [
        "dataset.json", "export.json", "imagesTr/a_0000.nii.gz", "imagesTr/b_0000.nii.gz",
        "imagesTr/c_0000.nii.gz", "labelsTr/a.nii.gz", "labelsTr/b.nii.gz", "labelsTr/c.nii.gz",
      ])
    let json = try fixture.description(outcome.folder)
    #expect(json["channel_names"] as? [String: String] == ["0": "CT"])
    #expect(
      json["labels"] as? [String: Int] == ["background": 0, "label_1": 1, "label_2": 2])
    #expect(json["numTraining"] as? Int == 3)
    #expect(json["file_ending"] as? String == ".nii.gz")
    #expect(outcome.links == [.hard: 3] && outcome.copiedImages == 0)
    for id in ExportFixture.ids {
      let image = "\(outcome.folder)/imagesTr/\(id)_0000.nii.gz"
      #expect(try inode(image) == inode("\(fixture.scans)/\(id).nii.gz"))
      // Labels may be corrected by hand, so they are no links.
      let label = "\(outcome.folder)/labelsTr/\(id).nii.gz"
      #expect(try inode(label) != inode("\(fixture.labels)/\(id).nii.gz"))
      #expect(
        try ExportFixture.voxels(label) == ExportFixture.label(id).values.map { UInt16($0) })
    }
    // And by the project's own reader of the format.
    let read = try Dataset.open(outcome.folder)
    #expect(read.cases.map(\.id) == ExportFixture.ids)
    #expect(read.labels == outcome.labels)
    #expect(read.cases.allSatisfy { $0.labelPath != nil })
  }

  @Test func decathlonsLayoutHasAllKeys() throws {
    try LabelDescriptions.write([1: "liver", 2: "cyst"], to: fixture.labels + "/labels.txt")
    let export = try fixture.export(ExportOptions(layout: .msd, name: "Liver", id: 3))
    let outcome = try export.write(to: fixture.out)
    #expect(outcome.folder == fixture.out + "/Task03_Liver")
    let json = try fixture.description(outcome.folder)
    let keys = [
      "name", "description", "reference", "licence", "release", "tensorImageSize", "modality",
      "labels", "numTraining", "numTest", "training", "test",
    ]
    #expect(json.keys.sorted() == keys.sorted())
    #expect(json["modality"] as? [String: String] == ["0": "CT"])
    #expect(
      json["labels"] as? [String: String] == ["0": "background", "1": "liver", "2": "cyst"])
    #expect(
      (json["training"] as? [[String: String]])?.first == [
        "image": "./imagesTr/a.nii.gz", "label": "./labelsTr/a.nii.gz",
      ])
    let read = try Dataset.open(outcome.folder)
    #expect(read.cases.map(\.id) == ExportFixture.ids && read.labels == outcome.labels)
  }

  @Test func copiesAreNoLinks() throws {
    let export = try fixture.export(ExportOptions(layout: .nnunet, images: .copy))
    let outcome = try export.write(to: fixture.out)
    #expect(outcome.links.isEmpty && outcome.copiedImages == 3)
    let image = "\(outcome.folder)/imagesTr/a_0000.nii.gz"
    #expect(try inode(image) != inode("\(fixture.scans)/a.nii.gz"))
    #expect(
      FileManager.default.contentsEqual(atPath: image, andPath: "\(fixture.scans)/a.nii.gz"))
  }

  @Test func casesWithoutLabelsAreLeftOut() throws {
    try fixture.remove("labels/b.nii.gz")
    try fixture.write(label: ExportFixture.label("z"), "z")
    let export = try fixture.export(ExportOptions(layout: .nnunet))
    #expect(export.leftOut == ["b"] && export.strayLabels == ["z.nii.gz"])
    let outcome = try export.write(to: fixture.out)
    #expect(outcome.cases == 2)
    #expect(try Dataset.open(outcome.folder).cases.map(\.id) == ["a", "c"])
    for id in ["a", "c"] { try fixture.remove("labels/\(id).nii.gz") }
    let error = error { _ = try fixture.export(ExportOptions(layout: .nnunet)) }
    #expect(error?.problem == .noLabels(cases: 3, example: "a"))
  }

  @Test func valuesAreRenumberedWithWhatIsIgnoredLast() throws {
    try fixture.write(label: ExportFixture.label("b", [0, 3, 255]), "b")
    let refused = error { _ = try fixture.export(ExportOptions(layout: .nnunet)) }
    #expect(refused?.description.contains("--renumber") == true)
    let export = try fixture.export(ExportOptions(layout: .nnunet, values: .renumber))
    let outcome = try export.write(to: fixture.out)
    #expect(outcome.renumbered == [255: 4] && outcome.ignore == 4)
    try fixture.write(label: ExportFixture.label("b", [0, 5, 255]), "b")
    let again = try fixture.export(ExportOptions(layout: .nnunet, values: .renumber))
    let second = try again.write(to: fixture.out)
    #expect(second.renumbered == [5: 3, 255: 4])
    #expect(
      try ExportFixture.voxels("\(second.folder)/labelsTr/b.nii.gz")
        == ExportFixture.label("b", [0, 3, 4]).values.map { UInt16($0) })
    #expect(
      try fixture.description(second.folder)["labels"] as? [String: Int]
        == ["background": 0, "label_1": 1, "label_2": 2, "label_5": 3, "ignore": 4])
    let label = try NIfTIVolume.open("\(second.folder)/labelsTr/b.nii.gz")
    try NIfTIVolume.open("\(second.folder)/imagesTr/b_0000.nii.gz").checkSameGrid(as: label)
  }

  @Test func oneEndingForAll() throws {
    // A plain file, a pair, and a plain file that is called compressed.
    try fixture.remove("scans/b.nii.gz")
    try fixture.write(scan: ExportFixture.scan("b"), "b", gzipped: false)
    try fixture.remove("scans/c.nii.gz")
    var pair = ExportFixture.scan("c")
    pair.storage = .pair
    try fixture.write(scan: pair, "c", gzipped: true)
    try fixture.write(scan: ExportFixture.scan("d"), "d")
    try folder.write(ExportFixture.scan("e").file, "scans/e.nii.gz")
    try fixture.remove("labels/a.nii.gz")
    try fixture.write(label: ExportFixture.label("a"), "a", gzipped: false)
    for id in ["d", "e"] { try fixture.write(label: ExportFixture.label(id), id) }
    let export = try fixture.export(ExportOptions(layout: .nnunet))
    let outcome = try export.write(to: fixture.out)
    #expect(outcome.links == [.hard: 2] && outcome.rewrittenImages == 3)
    for id in ["a", "b", "c", "d", "e"] {
      let image = "\(outcome.folder)/imagesTr/\(id)_0000.nii.gz"
      let label = "\(outcome.folder)/labelsTr/\(id).nii.gz"
      for path in [image, label] {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(bytes.prefix(2) == Data([0x1f, 0x8b]), "\(path)")
      }
      #expect(try NIfTIVolume.open(image).header.storage == .singleFile)
      #expect(
        try ScanDigest.of(path: image).content
          == ScanDigest.of(path: ExportFixture.scan(id).write(folder, "plain")).content)
    }
  }

  @Test func plainFilesStayPlain() throws {
    for id in ExportFixture.ids {
      try fixture.remove("scans/\(id).nii.gz")
      try fixture.write(scan: ExportFixture.scan(id), id, gzipped: false)
    }
    let outcome = try fixture.export(ExportOptions(layout: .nnunet)).write(to: fixture.out)
    #expect(outcome.links == [.hard: 3])
    #expect(try fixture.description(outcome.folder)["file_ending"] as? String == ".nii")
    #expect(
      try ExportFixture.voxels("\(outcome.folder)/labelsTr/a.nii")
        == ExportFixture.label("a").values.map { UInt16($0) })
  }

  @Test(arguments: [NIfTIVersion.one, .two], [ByteOrder.little, .big])
  func labelsOfPairsAreJoined(version: NIfTIVersion, order: ByteOrder) throws {
    var label = ExportFixture.label("a", [0, 4, 9])
    label.storage = .pair
    label.version = version
    label.order = order
    label.type = .uint16
    try fixture.remove("labels/a.nii.gz")
    try fixture.write(label: label, "a", gzipped: false)
    let export = try fixture.export(ExportOptions(layout: .nnunet, values: .renumber))
    let outcome = try export.write(to: fixture.out)
    // 1 and 2 of the others, then 4 and 9.
    #expect(
      try ExportFixture.voxels("\(outcome.folder)/labelsTr/a.nii.gz")
        == ExportFixture.label("a", [0, 3, 4]).values.map { UInt16($0) })
    let kept = try fixture.export(ExportOptions(layout: .msd)).write(to: fixture.out)
    #expect(
      try ExportFixture.voxels("\(kept.folder)/labelsTr/a.nii.gz")
        == label.values.map { UInt16($0) })
  }

  @Test func badCasesAreAllNamedAndNothingIsWritten() throws {
    var moved = ExportFixture.label("a")
    moved.srow[3] += 5
    try fixture.write(label: moved, "a")
    var fractions = ExportFixture.label("b")
    fractions.type = .float32
    fractions.values[7] = 0.5
    try fixture.write(label: fractions, "b")
    try folder.write(Array(try folder.read("labels/c.nii.gz").dropLast(9)), "labels/c.nii.gz")
    let error = error { _ = try fixture.export(ExportOptions(layout: .nnunet)) }
    guard case .badCases(let sentences) = error?.problem else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(sentences.count == 3)
    #expect(sentences[0].contains("a.nii.gz") && sentences[0].contains("grids"))
    #expect(sentences[1].contains("b.nii.gz") && sentences[1].contains("0.5"))
    #expect(sentences[2].contains("c.nii.gz"))
    #expect(!FileManager.default.fileExists(atPath: fixture.out))
  }

  @Test func namesAndNumbersAreChecked() throws {
    for options in [
      ExportOptions(layout: .nnunet, name: "a/b"), ExportOptions(layout: .nnunet, name: ""),
      ExportOptions(layout: .nnunet, name: "liver cancer"), ExportOptions(layout: .nnunet, id: 0),
      ExportOptions(layout: .nnunet, id: 1000), ExportOptions(layout: .msd, id: -1),
    ] {
      let error = error { _ = try fixture.export(options) }
      guard case .badTarget = error?.problem else {
        Issue.record("\(options): \(error as Any)")
        continue
      }
    }
  }

  @Test func onlyEarlierExportsAreReplaced() throws {
    let options = ExportOptions(layout: .nnunet, name: "Set")
    let first = try fixture.export(options).write(to: fixture.out)
    // Somebody's own file stays; a case that is gone goes.
    try folder.write("mine", "out/Dataset501_Set/notes.txt")
    try fixture.remove("labels/b.nii.gz")
    _ = try fixture.export(options).write(to: fixture.out)
    #expect(
      fixture.files(first.folder) == [
        "dataset.json", "export.json", "imagesTr/a_0000.nii.gz", "imagesTr/c_0000.nii.gz",
        "labelsTr/a.nii.gz", "labelsTr/c.nii.gz", "notes.txt",
      ])
    // nnU-Net knows datasets by their number.
    let other = error {
      _ = try fixture.export(ExportOptions(layout: .nnunet, name: "Other")).write(to: fixture.out)
    }
    #expect(other?.description.contains("--name Set") == true)
    try fixture.remove("out/Dataset501_Set/export.json")
    let occupied = error { _ = try fixture.export(options).write(to: fixture.out) }
    #expect(occupied?.description.contains("did not make") == true)
    try folder.write("{\"made_by\": \"someone\"}", "out/Dataset501_Set/export.json")
    #expect(error { _ = try fixture.export(options).write(to: fixture.out) } != nil)
  }

  @Test func recordsRemoveNothingOutside() throws {
    try folder.write(
      """
      {"made_by": "sluice export",
       "files": ["../precious.txt", "imagesTr/../../precious.txt", "/etc/passwd", "imagesTr/..",
                 "imagesTr/old.nii"]}
      """, "out/Dataset501_scans/export.json")
    try folder.write("x", "out/precious.txt")
    try folder.write("x", "out/Dataset501_scans/imagesTr/old.nii")
    let outcome = try fixture.export(ExportOptions(layout: .nnunet)).write(to: fixture.out)
    #expect(FileManager.default.fileExists(atPath: folder.file("out/precious.txt")))
    #expect(!fixture.files(outcome.folder).contains("imagesTr/old.nii"))
  }

  /// Whatever fails, no `dataset.json` is there, and the same call goes on.
  @Test func halfExportsAreNotTakenForWholeOnes() throws {
    let export = try fixture.export(ExportOptions(layout: .nnunet))
    let counting = FaultyFileSystem(.once(.max), code: EIO)
    let whole = try export.write(to: fixture.out, in: counting)
    let expected = fixture.files(whole.folder)
    #expect(counting.operationCount > 20)
    for number in 0..<counting.operationCount {
      try FileManager.default.removeItem(atPath: fixture.out)
      let faulty = FaultyFileSystem(.from(number), code: EIO)
      #expect(throws: (any Error).self) { try export.write(to: fixture.out, in: faulty) }
      let isDescribed = fixture.files(whole.folder).contains("dataset.json")
      // Only once it has its name may the folder's synchronisation fail.
      #expect(!isDescribed || number == counting.operationCount - 1, "operation \(number)")
      _ = try export.write(to: fixture.out)
      #expect(fixture.files(whole.folder) == expected, "operation \(number)")
    }
  }

  /// The same over an earlier export, which stays whole as long as nothing of it has been changed.
  @Test func replacedExportsAreNotTakenForWholeOnes() throws {
    let export = try fixture.export(ExportOptions(layout: .nnunet))
    let whole = try export.write(to: fixture.out)
    let expected = fixture.files(whole.folder)
    let counting = FaultyFileSystem(.once(.max), code: EIO)
    _ = try export.write(to: fixture.out, in: counting)
    for number in 0..<counting.operationCount {
      let faulty = FaultyFileSystem(.from(number), code: EIO)
      #expect(throws: (any Error).self) { try export.write(to: fixture.out, in: faulty) }
      let isDescribed = fixture.files(whole.folder).contains("dataset.json")
      #expect(
        isDescribed == (number == 0 || number == counting.operationCount - 1),
        "operation \(number)")
      _ = try export.write(to: fixture.out)
      #expect(fixture.files(whole.folder) == expected, "operation \(number)")
    }
  }
}
