import Foundation
import Testing

@testable import Imaging

@Suite struct DatasetTests {
  private let folder: ScanFolder

  init() throws { folder = try ScanFolder() }

  /// Empty files: discovery doesn't open them.
  private func touch(_ names: String...) throws {
    for name in names { try folder.write([UInt8](), name) }
  }

  private func failure(_ path: String, _ options: DatasetOptions = DatasetOptions()) -> String? {
    do {
      _ = try Dataset.open(path, options)
      return nil
    } catch {
      return "\(error)".replacing(folder.path + "/", with: "").replacing(folder.path, with: "DIR")
    }
  }

  private let decathlon = """
    {
     "name": "spleen",
     "labels": {"0": "background", "1": "spleen"},
     "numTraining": 41,
     "training": [
      {"image": "./imagesTr/b.nii.gz", "label": "./labelsTr/b.nii.gz"},
      {"image": "./imagesTr/a.nii.gz", "label": "./labelsTr/a.nii.gz"},
      {"image": "./imagesTr/._a.nii.gz", "label": "./labelsTr/._a.nii.gz"}
     ],
     "test": ["./imagesTs/t.nii.gz"]
    }
    """

  private func makeDecathlon() throws {
    try folder.write(decathlon, "dataset.json")
    try touch(
      "imagesTr/a.nii.gz", "imagesTr/b.nii.gz", "labelsTr/a.nii.gz", "labelsTr/b.nii.gz",
      "imagesTs/t.nii.gz")
  }

  @Test func decathlonKeepsTheFilesOrderAndItsNames() throws {
    try makeDecathlon()
    for path in [folder.path, folder.path + "/", folder.file("dataset.json")] {
      let found = try Dataset.open(path)
      #expect(found.name == "spleen")
      #expect(found.labels == [0: "background", 1: "spleen"])
      #expect(found.cases.map(\.id) == ["b", "a"])
      #expect(found.cases[0].imagePath == folder.file("imagesTr/b.nii.gz"))
      #expect(found.cases[0].labelPath == folder.file("labelsTr/b.nii.gz"))
    }
    let test = try Dataset.open(folder.path, DatasetOptions(split: .test))
    #expect(test.cases.map(\.id) == ["t"])
    #expect(test.cases[0].labelPath == nil)
    #expect(
      try Dataset.open(folder.path, DatasetOptions(split: .all)).cases.map(\.id) == ["b", "a", "t"])
  }

  @Test func missingFilesAreListedOrGoneWithout() throws {
    try makeDecathlon()
    try FileManager.default.removeItem(atPath: folder.file("imagesTr/a.nii.gz"))
    try FileManager.default.removeItem(atPath: folder.file("labelsTr/b.nii.gz"))
    #expect(
      failure(folder.path)
        == "DIR: 2 files are missing: labelsTr/b.nii.gz, imagesTr/a.nii.gz; "
        + "restore them, take them off the dataset's list, or go on without them, where a command has "
        + "--allow-missing (in a graph, allow-missing)")
    let found = try Dataset.open(folder.path, DatasetOptions(missingFiles: .skip))
    #expect(found.cases == [DatasetCase(id: "b", imagePath: folder.file("imagesTr/b.nii.gz"))])
    #expect(found.missing.map(\.role) == [.label, .image])
    #expect(found.missing.map(\.caseID) == ["b", "a"])
    try FileManager.default.removeItem(atPath: folder.file("imagesTr/b.nii.gz"))
    #expect(failure(folder.path, DatasetOptions(missingFiles: .skip)) != nil)
  }

  @Test func patternsChooseCases() throws {
    try makeDecathlon()
    func ids(_ include: [String], _ exclude: [String]) throws -> [String] {
      try Dataset.open(
        folder.path, DatasetOptions(include: include, exclude: exclude, split: .all)
      ).cases.map(\.id)
    }
    #expect(try ids(["a", "t*"], []) == ["a", "t"])
    #expect(try ids([], ["[ab]"]) == ["t"])
    #expect(
      failure(folder.path, DatasetOptions(include: ["x*"]))
        == "DIR: include and exclude leave none of 2 cases (b, a)")
  }

  @Test func mistakesInDatasetJSONNameLineAndKey() throws {
    func failing(_ text: String) throws -> String? {
      try folder.write(text, "dataset.json")
      return failure(folder.path)
    }
    #expect(
      try failing(decathlon.replacing("\"test\": [\"./imagesTs/t.nii.gz\"]", with: ""))
        == "dataset.json:9: stray comma after the value of \"training\": remove it")
    #expect(
      try failing("{\n\"labels\": {\"0\": \"background\"}\n}")
        == "dataset.json:1: missing key \"training\": the list of {\"image\": …, \"label\": …}")
    #expect(
      try failing("{\n\"training\": []}")
        == "dataset.json:1: missing key \"labels\": the names of the label values, "
        + "{\"0\": \"background\", …}")
    #expect(
      try failing(decathlon.replacing("{\"image\": \"./imagesTr/a.nii.gz\", ", with: "{"))
        == "dataset.json:7: missing key \"image\": \"training\"[1] needs the scan's path")
    #expect(
      try failing("{\"labels\": {},\n\"training\": {}}")
        == "dataset.json:2: \"training\" is an object, expected a list […]")
    #expect(
      try failing("{\"labels\": {},\n\"training\": [7]}")
        == "dataset.json:2: \"training\"[0] is a number, expected {\"image\": …, \"label\": …} "
        + "or a path")
    #expect(
      try failing("{\"labels\": {\n\"1\": [\"a\"]},\"training\": []}")
        == "dataset.json:2: \"labels\".\"1\" is a string, expected a whole number")
    #expect(
      try failing("{\"labels\": {\n\"lung\": 70000},\"training\": []}")
        == "dataset.json:2: \"labels\".\"lung\" stands for label 70000, expected 0 to 65535")
    #expect(
      try failing("{\"labels\": {},\n\"training\": [\"a.dcm\"]}")
        == "dataset.json:2: \"training\"[0]: \"a.dcm\" is no NIfTI file; "
        + "expected .nii, .nii.gz or .hdr")
    #expect(try failing("[]") == "dataset.json:1: the document is a list, expected an object {…}")
  }

  @Test func twoCasesOfOneNameAreRefused() throws {
    try folder.write(
      "{\"labels\": {}, \"training\": [\"x/a.nii\", \"y/a.nii.gz\"]}", "dataset.json")
    try touch("x/a.nii", "y/a.nii.gz")
    #expect(
      failure(folder.path) == "DIR: two cases are called a: x/a.nii and y/a.nii.gz; rename one")
  }

  private func makeNNUNet(_ channels: String) throws {
    try folder.write(
      """
      {"channel_names": \(channels),
       "labels": {"background": 0, "spleen": 1, "both": [1, 2], "all": [1, 2, 3]},
       "numTraining": 2, "file_ending": ".nii.gz"}
      """, "dataset.json")
    try touch(
      "imagesTr/s_2_0000.nii.gz", "imagesTr/s_2_0001.nii.gz", "imagesTr/s_10_0000.nii.gz",
      "imagesTr/s_10_0001.nii.gz", "imagesTr/._s_2_0000.nii.gz", "labelsTr/s_2.nii.gz",
      "labelsTr/s_10.nii.gz", "imagesTs/u_0000.nii.gz")
  }

  @Test func nnUNetGivesItsCTChannel() throws {
    try makeNNUNet("{\"0\": \"CT\"}")
    let found = try Dataset.open(folder.path)
    #expect(found.labels == [0: "background", 1: "spleen", 2: "both", 3: "all"])
    #expect(found.cases.map(\.id) == ["s_10", "s_2"])
    #expect(found.cases[1].imagePath == folder.file("imagesTr/s_2_0000.nii.gz"))
    #expect(found.cases[1].labelPath == folder.file("labelsTr/s_2.nii.gz"))
    #expect(
      try Dataset.open(folder.path, DatasetOptions(split: .test)).cases
        == [DatasetCase(id: "u", imagePath: folder.file("imagesTs/u_0000.nii.gz"))])
    try makeNNUNet("{\"0\": \"PET\", \"1\": \"CT\"}")
    #expect(
      try Dataset.open(folder.path).cases[1].imagePath == folder.file("imagesTr/s_2_0001.nii.gz"))
    try makeNNUNet("{\"0\": \"T1\", \"1\": \"T2\"}")
    #expect(
      failure(folder.path)
        == "dataset.json:1: \"channel_names\" lists 0: T1, 1: T2; expected exactly one that is "
        + "called CT")
  }

  @Test func nnUNetTakesAnExplicitList() throws {
    try folder.write(
      """
      {"channel_names": {"0": "CT"}, "labels": {"background": 0}, "file_ending": ".nii.gz",
       "dataset": {"q": {"images": ["raw/q.nii.gz"], "label": "raw/q_seg.nii.gz"}}}
      """, "dataset.json")
    try touch("raw/q.nii.gz", "raw/q_seg.nii.gz")
    #expect(
      try Dataset.open(folder.path).cases
        == [
          DatasetCase(
            id: "q", imagePath: folder.file("raw/q.nii.gz"),
            labelPath: folder.file("raw/q_seg.nii.gz"))
        ])
  }

  @Test func aPlainFolderIsSortedAndFindsLabelsByName() throws {
    try touch(
      "ct/b.nii", "ct/a.nii.gz", "ct/c.hdr", "ct/c.img", "ct/._a.nii.gz", "ct/_x.nii",
      "ct/notes.txt",
      "ct/sub/d.nii", "ct/e_0000.nii.gz", "seg/a.nii.gz", "seg/c.nii", "seg/e.nii.gz")
    let found = try Dataset.open(
      folder.file("ct"), DatasetOptions(labelsFolder: folder.file("seg")))
    #expect(found.name == "ct")
    #expect(found.labels.isEmpty)
    #expect(found.cases.map(\.id) == ["a", "b", "c", "e_0000"])
    #expect(
      found.cases.map(\.labelPath)
        == [
          folder.file("seg/a.nii.gz"), nil, folder.file("seg/c.nii"), folder.file("seg/e.nii.gz"),
        ])
    try touch("empty/x.txt")
    #expect(failure(folder.file("empty"))?.contains("no scans here") == true)
    try touch("half/imagesTr/a.nii")
    #expect(failure(folder.file("half"))?.contains("has imagesTr but no dataset.json") == true)
  }

  @Test func aFileAListAndSeveralPaths() throws {
    try touch("ct/b.nii", "ct/a.nii.gz", "seg/b.nii", "seg/a_seg.nii.gz")
    #expect(try Dataset.open(folder.file("ct/b.nii")).cases.map(\.id) == ["b"])
    let list = try folder.write(
      "# scans\nct/b.nii\r\n\n  ct/a.nii.gz\tseg/a_seg.nii.gz  \n", "list.txt")
    let found = try Dataset.open(list)
    #expect(found.cases.map(\.id) == ["b", "a"])
    #expect(found.cases[1].labelPath == folder.file("seg/a_seg.nii.gz"))
    try folder.write("ct/b.nii\nct/b.dcm\n", "bad.txt")
    #expect(failure(folder.file("bad.txt"))?.hasPrefix("bad.txt:2: expected an image") == true)
    try folder.write([0xFF, 0xFE, 0x00], "binary.txt")
    #expect(failure(folder.file("binary.txt"))?.contains("nor a list") == true)
    #expect(failure(folder.file("none")) == "none: cannot be read: No such file or directory")
    try makeDecathlon()
    let both = try Dataset.open([folder.file("ct/b.nii"), folder.file("ct/a.nii.gz")])
    #expect(both.cases.map(\.id) == ["b", "a"])
    #expect(throws: VolumeError.self) {
      try Dataset.open([folder.path, folder.file("ct/b.nii")])
    }
  }

  @Test func undeclaredLabelsAreNamed() {
    let check = LabelCheck(file: "l.nii", labels: [0: "background", 1: "spleen"])
    var plane = Plane<UInt16>(rows: 3, columns: 4, repeating: 1)
    #expect(problem { try check.check(plane, slice: 5) } == nil)
    plane[2, 1] = 3
    #expect(
      problem { try check.check(plane, slice: 5) }
        == .undeclaredLabel(value: 3, slice: 5, row: 2, column: 1, declared: [0, 1]))
    #expect(problem { try LabelCheck(file: "", labels: [:]).check(plane, slice: 5) } == nil)
  }

  @Test(.enabled(if: RealScans.exist, "no real scans beside the package"))
  func realTasksOpen() throws {
    let counts = try ["Task03_Liver", "Task06_Lung", "Task08_HepaticVessel", "Task10_Colon"].map {
      try Dataset.open(RealScans.folder + "/" + $0).cases.count
    }
    #expect(counts == [2, 1, 2, 2])
  }
}
