import Foundation
import Testing

/// `sluice export`, `sluice facts` and `sluice split` as people run them.
@Suite struct ExportCommandTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  private func json(_ path: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func aRunsLabelsBecomeATrainingSet() async throws {
    let dataset = try await Phantoms.small.path
    let labelled = try await SluiceProgram.run(
      "label", "--dataset", dataset, "--checkpoint", Package.checkpoint, "--prompt", "box",
      "--overlays", "0", "--out", scratch("run"))
    #expect(labelled.exit == 0, "\(labelled)")
    let arguments = [
      "export", "--dataset", dataset, "--labels", scratch("run/labels/box"), "--format", "nnunet",
      "--out", scratch("raw"), "--name", "Boxes",
    ]
    let exported = try await SluiceProgram.run(arguments)
    #expect(exported.exit == 0, "\(exported)")
    #expect(exported.output.contains("3 cases: \(scratch("raw"))/Dataset501_Boxes"), "\(exported)")
    let description = try json(scratch("raw/Dataset501_Boxes/dataset.json"))
    #expect(
      description["labels"] as? [String: Int]
        == ["background": 0, "liver": 1, "spleen": 2, "kidney": 3, "aorta": 4])
    for id in Phantoms.cases {
      let ours = try LabelVoxels(scratch("raw/Dataset501_Boxes/labelsTr/\(id).nii.gz"))
      let theirs = try LabelVoxels(scratch("run/labels/box/\(id).nii.gz"))
      #expect(ours.differing(from: theirs) == 0)
    }
    // Again in the same place, and then as a dataset that the program labels.
    let again = try await SluiceProgram.run(arguments)
    #expect(again.exit == 0, "\(again)")
    let facts = try await SluiceProgram.run(
      "facts", "--dataset", scratch("raw/Dataset501_Boxes"))
    #expect(facts.exit == 0 && facts.output.contains("liver"), "\(facts)")
  }

  @Test func whatIsMissingOrWrongIsSaid() async throws {
    let dataset = try await Phantoms.small.path
    let labels = scratch("labels")
    try FileManager.default.copyItem(atPath: "\(dataset)/labelsTr", toPath: labels)
    try FileManager.default.removeItem(atPath: "\(labels)/phantom_002.nii.gz")
    let arguments = ["export", "--dataset", dataset, "--labels", labels, "--out", scratch("out")]
    let partly = try await SluiceProgram.run(arguments + ["--format", "msd", "--copy"])
    #expect(partly.exit == 42, "\(partly)")
    #expect(partly.says("1 case left out, having no label volume: phantom_002"), "\(partly)")
    #expect(partly.says("2 copied"), "\(partly)")
    #expect(try json(scratch("out/Task501_Phantom/dataset.json"))["numTraining"] as? Int == 2)
    let named = try await SluiceProgram.run(
      arguments + ["--format", "nnunet", "--name", "no name"])
    #expect(named.exit == 2 && named.says("expected letters"), "\(named)")
    let format = try await SluiceProgram.run(arguments + ["--format", "coco"])
    #expect(format.exit == 64, "\(format)")
    let both = try await SluiceProgram.run(arguments + ["--format", "msd", "--copy", "--link"])
    #expect(both.exit == 64, "\(both)")
    let nowhere = try await SluiceProgram.run([
      "export", "--dataset", dataset, "--labels", scratch("none"), "--format", "msd", "--out",
      scratch("out"),
    ])
    #expect(nowhere.exit == 2 && nowhere.says(scratch("none")), "\(nowhere)")
  }

  @Test func factsComeInThreeForms() async throws {
    let dataset = try await Phantoms.small.path
    let table = try await SluiceProgram.run("facts", "--dataset", dataset)
    #expect(table.exit == 0 && table.output.contains("non-empty"), "\(table)")
    let markdown = try await SluiceProgram.run("facts", "--dataset", dataset, "--markdown")
    #expect(markdown.output.contains("| Phantom | 3 | 36 |"), "\(markdown)")
    let printed = try await SluiceProgram.run(
      "facts", "--dataset", dataset, "--dataset", dataset, "--json")
    let read = try JSONSerialization.jsonObject(with: Data(printed.output.utf8))
    let facts = try #require(read as? [[String: Any]])
    #expect(facts.count == 2 && facts[0]["slices"] as? Int == 36, "\(printed)")
    #expect((facts[0]["labels"] as? [[String: Any]])?.count == 4)
    // Independently, by reading the labels.
    var pixels = 0
    for id in Phantoms.cases {
      pixels += try LabelVoxels("\(dataset)/labelsTr/\(id).nii.gz").foreground
    }
    let foreground = try #require(facts[0]["foreground"] as? [String: Int])
    #expect(foreground["pixels"] == pixels)
  }

  @Test func splitsAreMadeAndChecked() async throws {
    let dataset = try await Phantoms.small.path
    let made = try await SluiceProgram.run(
      "split", "--dataset", dataset, "--out", scratch("split.json"))
    #expect(made.exit == 0 && made.output.contains("1 train, 1 validation, 1 test"), "\(made)")
    let checked = try await SluiceProgram.run(
      "split", "--dataset", dataset, "--split", scratch("split.json"))
    #expect(checked.exit == 0, "\(checked)")
    let folds = try await SluiceProgram.run(
      "split", "--dataset", dataset, "--folds", "3", "--out", scratch("folds.json"))
    #expect(folds.exit == 0 && folds.output.contains("fold 2"), "\(folds)")

    // One scan more under another name.
    let copy = scratch("copy")
    try FileManager.default.copyItem(atPath: dataset, toPath: copy)
    try Data(#"{"train": ["phantom_001"], "test": ["phantom_002"]}"#.utf8)
      .write(to: URL(fileURLWithPath: scratch("a.json")))
    try Data(#"{"train": ["phantom_003"], "test": ["phantom_001"]}"#.utf8)
      .write(to: URL(fileURLWithPath: scratch("b.json")))
    let leak = try await SluiceProgram.run(
      "split", "--dataset", dataset, "--split", scratch("a.json"), "--dataset", copy, "--split",
      scratch("b.json"))
    #expect(leak.exit == 2, "\(leak)")
    #expect(
      leak.says(
        "training case small/phantom_001 and test case copy/phantom_001 hold the same scan"),
      "\(leak)")
    let unknown = scratch("c.json")
    try Data(#"{"train": ["phantom_01"], "test": ["phantom_002"]}"#.utf8)
      .write(to: URL(fileURLWithPath: unknown))
    let misnamed = try await SluiceProgram.run(
      "split", "--dataset", dataset, "--split", unknown)
    #expect(misnamed.exit == 2 && misnamed.says("did you mean"), "\(misnamed)")
    let nowhere = try await SluiceProgram.run("split", "--dataset", dataset)
    #expect(nowhere.exit == 64, "\(nowhere)")
  }

  @Test(.enabled(if: SharedFolder.exists, SharedFolder.skipped))
  func realTasksThatShareScansAreRefused() async throws {
    func write(_ name: String, _ text: String) throws -> String {
      try Data(text.utf8).write(to: URL(fileURLWithPath: scratch(name)))
      return scratch(name)
    }
    let liver = try write("liver.json", #"{"train": ["liver_001"], "test": ["liver_002"]}"#)
    let spleen = try write("spleen.json", #"{"train": ["spleen_002"], "test": ["spleen_001"]}"#)
    let leak = try await SluiceProgram.run(
      "split", "--dataset", SharedFolder.path("data/ct-tasks/Task03_Liver"), "--split", liver,
      "--dataset", SharedFolder.path("data/ct-tasks/Task09_Spleen"), "--split", spleen)
    #expect(leak.exit == 2, "\(leak)")
    #expect(
      leak.says("training case Task03_Liver/liver_001 and test case Task09_Spleen/spleen_001 hold"),
      "\(leak)")
    let few = try await SluiceProgram.run(
      "split", "--dataset", SharedFolder.path("data/ct-tasks/Task03_Liver"), "--out",
      scratch("few.json"))
    #expect(few.exit == 2 && few.says("2 cases can't be split"), "\(few)")
  }
}
