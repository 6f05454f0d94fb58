import GraphFile
import Imaging
import Stages

extension FuzzTarget {
  /// A graph file, checked against the catalog of all stages, and drawn.
  static let graph = FuzzTarget("graph", refusing: GraphFileError.self) { input in
    guard let text = String(validating: input.bytes, as: UTF8.self) else {
      _ = GraphSpec.read(try input.file("graph.yaml"))
      return
    }
    let spec = GraphSpec.parse(text: text, file: "graph.yaml")
    let plan = GraphPlan(spec, catalog: stageCatalog, missingFiles: nil)
    _ = (plan.description, plan.mermaid(), plan.dot(), plan.svg())
    let again = GraphSpec.parse(text: spec.yaml(), file: "graph.yaml")
    try FuzzFinding.require(
      !spec.problems.isEmpty || again == spec, "a graph reads back as written")
    guard plan.errors.isEmpty else { throw GraphFileError.invalid(plan.errors) }
  }

  /// Prompts that an annotator drew, taken for JSON lines and for CSV.
  static let prompts = FuzzTarget("prompts", refusing: PictureError.self) { input in
    let fromJSON = Result { try PromptFile(jsonLines: input.bytes, file: "boxes.jsonl") }
    if case .success(let file) = fromJSON {
      let lines = file.records.map(\.jsonLine).joined(separator: "\n")
      try requireSame(file, try PromptFile(jsonLines: Array(lines.utf8), file: "written"))
    }
    let fromCSV = Result { try PromptFile(csv: input.bytes, file: "boxes.csv") }
    if case .success(let file) = fromCSV {
      let lines = [PromptRecord.csvHeader] + file.records.map(\.csvLine)
      let text = lines.joined(separator: "\n")
      try requireSame(file, try PromptFile(csv: Array(text.utf8), file: "written"))
    }
    if case .failure(let error) = fromJSON, case .failure = fromCSV { throw error }
  }

  private static func requireSame(_ file: PromptFile, _ again: PromptFile) throws {
    try FuzzFinding.require(again.records == file.records, "prompts read back as written")
    for id in file.caseIDs {
      _ = Result { try file.checkBounds(caseID: id, slices: 20, rows: 512, columns: 512) }
      for slice in file.slices(of: id) { _ = file.prompts(caseID: id, slice: slice) }
    }
  }

  /// A `dataset.json` beside a few images.
  static let dataset = FuzzTarget("dataset", refusing: VolumeError.self) { input in
    for image in ["imagesTr/a_0000.nii.gz", "imagesTr/a.nii.gz", "labelsTr/a.nii.gz"] {
      try input.fixture("task/\(image)", [])
    }
    _ = try input.file("task/dataset.json")
    for missing in [DatasetOptions.MissingFiles.skip, .fail] {
      let options = DatasetOptions(include: ["*"], missingFiles: missing, split: .all)
      _ = try Dataset.open("\(input.folder)/task", options)
    }
  }

  /// A text file that lists scans.
  static let datasetList = FuzzTarget("dataset-list", refusing: VolumeError.self) { input in
    try input.fixture("a.nii.gz", [])
    _ = try Dataset.open(try input.file("scans.txt"), DatasetOptions(missingFiles: .skip))
  }

  /// A picture given to `sluice segment`.
  static let png = FuzzTarget("png", refusing: PictureError.self) { input in
    let path = try input.file("picture.png")
    let grey = try PNG.readGrey(path)
    let colour = try PNG.readRGB(path)
    try FuzzFinding.require(
      grey.rows == colour.rows && grey.columns == colour.columns, "one size for both readings")
  }
}
