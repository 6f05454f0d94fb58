import Foundation
import Testing

/// Datasets and prompts that are wrong as a whole: nothing is started, and it is said what to do.
@Suite struct BadDatasetTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  @Test(arguments: [
    ("\"organ\"},", "\"organ\",},", ["dataset.json:3", "stray comma"]),
    ("\"labels\":", "\"lables\":", ["dataset.json", "missing key \"labels\""]),
    ("\"image\": \"./imagesTr/b.nii\", ", "", ["dataset.json", "missing key \"image\""]),
    ("\"training\":", "\"trainings\":", ["dataset.json", "training"]),
    ("{", "", ["dataset.json:2"]),
  ])
  func descriptionsAreChecked(
    _ original: String, _ replacement: String, _ messages: [String]
  ) async throws {
    let task = try TaskFolder(scratch("task"))
    try task.write(
      description: TaskFolder.description.replacing(original, with: replacement, maxReplacements: 1)
    )
    let outcome = try await task.label(into: scratch("run"))
    #expect(outcome.exit == 2, "\(outcome)")
    for message in messages { #expect(outcome.says(message), "\(outcome)") }
    #expect(!Folder(scratch("run")).exists)
  }

  @Test(arguments: ["imagesTr", "labelsTr"])
  func missingFilesAreNamed(_ folder: String) async throws {
    let task = try TaskFolder(scratch("task"))
    try FileManager.default.removeItem(atPath: "\(task.path)/\(folder)/b.nii")
    let refused = try await task.label(into: scratch("run"))
    #expect(refused.exit == 2, "\(refused)")
    #expect(refused.says("\(folder)/b.nii"), "\(refused)")
    #expect(!Folder(scratch("run")).exists)
    let allowed = try await task.label(into: scratch("run"), "--allow-missing")
    #expect(allowed.says("\(folder)/b.nii"), "\(allowed)")
    #expect(RunFolderOnDisk(scratch("run")).volumes("box") == ["a.nii", "c.nii"])
    // Without the image there is no case; without the label there is one that can't be prompted.
    #expect(allowed.exit == (folder == "imagesTr" ? 0 : 42), "\(allowed)")
  }

  @Test func placesThatAreNoDatasetAreRefused() async throws {
    for path in [scratch("nowhere"), scratch.path] {
      let outcome = try await SluiceProgram.run(
        "label", "--dataset", path, "--checkpoint", Package.checkpoint, "--prompt", "box",
        "--out", scratch("run"))
      #expect(outcome.exit == 2, "\(outcome)")
      #expect(outcome.says(path), "\(outcome)")
    }
    #expect(Folder(scratch.path).files == [])
  }

  /// A prompt on each of two cases, the first of them wrong.
  @Test(arguments: [
    (#""box":[10,10,100,30]"#, 42, "reaches outside the image of 64 columns × 56 rows"),
    (#""points":[[70,10]],"point_labels":[1]"#, 42, "outside the image of 64 columns × 56 rows"),
    (#""box":[10,10,30,30],"slice":20"#, 42, "slice 20 is outside b, which has slices 0 to 5"),
    (#""box":[30,10,30,30]"#, 2, "empty box"),
    (#""box":[30,10,10,30]"#, 2, "empty box"),
    (#""box":[30,10,10]"#, 2, "box"),
    (#""box":[1e999,10,10,20]"#, 2, "prompts.jsonl:1"),
    (#""case":"nobody","box":[10,10,30,30]"#, 2, "nobody"),
    (#""box":"#, 2, "prompts.jsonl:1"),
  ])
  func drawnPromptsAreChecked(_ fields: String, _ exit: Int32, _ message: String) async throws {
    let task = try TaskFolder(scratch("task"))
    var common: [String] = []
    if !fields.contains("case") { common.append(#""case":"b""#) }
    if !fields.contains("slice") { common.append(#""slice":2"#) }
    let file = scratch("prompts.jsonl")
    try Data(
      """
      {\((common + [#""label":1"#, fields]).joined(separator: ","))}
      {"case":"a","slice":2,"label":1,"box":[18,20,40,35]}

      """.utf8
    ).write(to: URL(fileURLWithPath: file))
    let outcome = try await task.label(into: scratch("run"), "--prompts", file)
    #expect(outcome.exit == exit, "\(outcome)")
    #expect(outcome.says(message), "\(outcome)")
    #expect(outcome.says(file), "\(outcome)")
    #expect(!outcome.says("error: error"), "\(outcome)")
    let run = RunFolderOnDisk(scratch("run"))
    if exit == 42 {
      #expect(run.volumes("file") == ["a.nii"])
      #expect(try run.quarantined().cases == ["b"])
      #expect(run.folder.partialFiles == [])
    } else {
      #expect(!run.folder.exists)
    }
  }
}
