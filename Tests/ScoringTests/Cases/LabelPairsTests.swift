import Foundation
import Imaging
import Scoring
import Testing

struct LabelPairsTests {
  private let files: LabelFiles

  init() throws {
    files = try LabelFiles()
  }

  private func touch(_ names: String...) throws {
    for name in names { try files.write("", name) }
  }

  @Test func filesArePairedByName() throws {
    try touch("a/x_0000.nii.gz", "a/y.nii", "a/z.hdr", "a/z.img", "a/._y.nii", "a/scores.csv")
    try touch("b/x.nii.gz", "b/y.nii.gz", "b/w.nii.gz")
    let pairs = try LabelPairs(labels: .open(files("a")), reference: .open(files("b") + "/"))
    #expect(
      pairs.pairs == [
        LabelPair(
          caseID: "x", labels: files("a/x_0000.nii.gz"), reference: files("b/x.nii.gz")),
        LabelPair(caseID: "y", labels: files("a/y.nii"), reference: files("b/y.nii.gz")),
      ])
    #expect(pairs.withoutReference == ["z"])
    #expect(pairs.withoutLabels == ["w"])
  }

  @Test func datasetsNameTheirClasses() throws {
    try touch("d/imagesTr/x_0000.nii.gz", "d/labelsTr/x.nii.gz", "d/labelsTr/y.nii.gz")
    try files.write(
      """
      {"channel_names": {"0": "CT"}, "labels": {"background": 0, "liver": 1}, "file_ending": ".nii.gz"}
      """, "d/dataset.json")
    let nnUNet = try LabelCollection.open(files("d"))
    #expect(nnUNet.files == ["x": files("d/labelsTr/x.nii.gz")])
    #expect(nnUNet.classes == [1: "liver"])
    try touch("d/imagesTr/y.nii.gz")
    try files.write(
      """
      {"modality": {"0": "CT"}, "labels": {"0": "background", "1": "liver"}, "training": [
       {"image": "./imagesTr/x_0000.nii.gz", "label": "./labelsTr/x.nii.gz"},
       {"image": "./imagesTr/y.nii.gz", "label": "./labelsTr/y.nii.gz"}]}
      """, "d/dataset.json")
    #expect(try LabelCollection.open(files("d")).files.keys.sorted() == ["x", "y"])
    #expect(
      try LabelCollection.open(files("d"), DatasetOptions(exclude: ["x*"])).files.keys.sorted()
        == ["y"])
  }

  @Test func placesWithoutVolumesSayWhereToLook() throws {
    try touch(
      "run/labels/box/a.nii.gz", "run/labels/point/a.nii.gz", "twice/a.nii", "twice/a_0000.nii")
    try touch("other/b.nii")
    func message(_ body: () throws -> Void) throws -> String {
      "\(try #require(#expect(throws: ScoringError.self, performing: body)))"
    }
    let advice = try message { _ = try LabelCollection.open(files("run")) }
    #expect(advice.contains("give \(files("run/labels/box")) or \(files("run/labels/point"))"))
    let twice = try message { _ = try LabelCollection.open(files("twice")) }
    #expect(twice.contains("two files are of case a"))
    let none = try message {
      _ = try LabelPairs(
        labels: .open(files("other")), reference: .open(files("run/labels/box")))
    }
    #expect(none.contains("have no case in common") && none.contains("called b"))
    #expect(throws: VolumeError.self) { try LabelCollection.open(files("nowhere")) }
  }
}
