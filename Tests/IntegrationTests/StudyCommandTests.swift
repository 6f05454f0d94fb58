import Foundation
import Testing

/// `sluice study` as it is used.
@Suite struct StudyCommandTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  private func command(
    _ datasets: [String], _ more: [String] = [], crop: String = "[96, 96]", out: String = "study"
  ) -> [String] {
    ["study"] + datasets.flatMap { ["--dataset", $0] }
      + [
        "--checkpoint", Package.checkpoint, "--kinds", "box,box+point", "--out",
        scratch(out), "--option", "epochs=4", "--option", "channels=[8, 16]", "--option",
        "crop=\(crop)", "--option", "learning-rate=0.02",
      ] + more
  }

  @Test func writesTablesAndFiguresAndGoesOn() async throws {
    let command = command(
      [try await Phantoms.small.path],
      ["--folds", "3", "--improve", "weighted,soft", "--self-training", "1"])
    let outcome = try await SluiceProgram.run(command)
    #expect(outcome.exit == 0, "\(outcome)")
    let run = RunFolderOnDisk(scratch("study"))
    let study = Folder(scratch("study/study"))
    for name in ["table-1-datasets", "table-2-sam", "table-3-networks", "table-4-effort"] {
      for form in ["md", "csv", "tex"] { #expect(study.files.contains("\(name).\(form)")) }
    }
    for name in [
      "figure-1-pipeline", "figure-2-labels", "figure-3-prompts", "figure-4-dice",
    ] {
      #expect(try study.text("\(name).svg").hasPrefix("<svg"))
    }
    // Every case is a test case of one fold, and every network has labelled it there.
    let networks = try study.text("table-3-networks.csv").split(separator: "\n").map(String.init)
    #expect(networks.count == 1 + 1 + 5)
    #expect(networks.dropFirst().allSatisfy { $0.hasSuffix(",3") }, "\(networks)")
    for network in ["truth", "pseudo", "weighted", "soft", "round1"] {
      let volumes = (1...3).flatMap { run.volumes("small-unet-\(network)-fold\($0)") }
      #expect(volumes.sorted() == Phantoms.cases.map { "\($0).nii.gz" }, "\(network)")
    }
    // Weights change what is learned.
    let models = try ["pseudo", "weighted"].map {
      try run.folder.bytes("models/small-\($0)-fold1/best.safetensors")
    }
    #expect(models[0] != models[1])
    let page = try run.folder.text("report.html")
    #expect(page.contains("Table 3. UNets on unseen scans"))
    #expect(page.contains("data:image/svg+xml;base64"))

    let again = try await SluiceProgram.run(command)
    #expect(again.exit == 0, "\(again)")
    #expect(!again.errors.contains("to do again"), "\(again)")
    #expect(
      try study.text("table-3-networks.csv").split(separator: "\n").map(String.init) == networks)

    // Other options are refused before anything is touched.
    let before = try run.folder.bytes("report.html")
    let other = try await SluiceProgram.run(command.map { $0 == "epochs=4" ? "epochs=5" : $0 })
    #expect(other.exit == 2 && other.errors.contains("epochs: 4 before, 5 now"), "\(other)")
    #expect(try run.folder.bytes("report.html") == before)
  }

  /// Killed in the middle of a training, the same command ends with the same labels, networks and tables.
  @Test func aKilledStudyGoesOnToTheSameEnd() async throws {
    let dataset = try await Phantoms.small.path
    let whole = try await SluiceProgram.run(command([dataset], out: "whole"))
    #expect(whole.exit == 0, "\(whole)")
    try await endsWhileItScores("whole", dataset)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: SluiceProgram.path)
    process.arguments = command([dataset], out: "killed")
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let last = scratch("killed/models/small-pseudo/last.safetensors")
    while process.isRunning, !FileManager.default.fileExists(atPath: last) {
      try await Task.sleep(for: .milliseconds(2))
    }
    process.killAtOnce()
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    #expect(!Folder(scratch("killed/study")).exists)
    let again = try await SluiceProgram.run(command([dataset], out: "killed"))
    #expect(again.exit == 0, "\(again)")
    for part in ["labels", "models", "overlays"] {
      let (mine, theirs) = (Folder(scratch("killed/\(part)")), Folder(scratch("whole/\(part)")))
      #expect(try mine.differences(from: theirs) == [], "\(part)")
    }
    for table in ["table-1-datasets", "table-2-sam", "table-3-networks", "table-4-effort"] {
      let texts = try ["killed", "whole"].map {
        try Folder(scratch("\($0)/study")).text("\(table).csv")
      }
      #expect(texts[0] == texts[1])
    }
    try await damageIsMadeGood(in: "killed", as: "whole", dataset)
  }

  /// A finished study that goes on has its scores to compute again, and is ended by Ctrl-C as it begins
  /// to; the same command leaves the same tables.
  private func endsWhileItScores(_ name: String, _ dataset: String) async throws {
    let study = Folder(scratch("\(name)/study"))
    let before = try study.text("table-3-networks.csv")
    try FileManager.default.removeItem(atPath: study.path)
    let ended = try await SluiceProgram.run(
      ["-c", #"exec "$0" "$@" 2>&1"#, SluiceProgram.path] + command([dataset], out: name),
      program: "/bin/sh"
    ) { line, process in
      if line.contains(": what the dataset holds") { kill(process.processIdentifier, SIGINT) }
    }
    #expect(ended.exit == -SIGINT, "\(ended)")
    #expect(study.files == [])
    let again = try await SluiceProgram.run(command([dataset], out: name))
    #expect(again.exit == 0, "\(again)")
    #expect(try study.text("table-3-networks.csv") == before)
  }

  /// Damage that a run which goes on would not look for gets neither into networks nor into tables.
  private func damageIsMadeGood(in name: String, as whole: String, _ dataset: String) async throws {
    let labels = Folder(scratch("\(name)/labels"))
    let label = try #require(
      labels.files.first { $0.hasSuffix("phantom_001.nii.gz") && !$0.contains("unet") })
    for file in ["labels/\(label)", "models/small-pseudo/best.safetensors"] {
      let path = URL(fileURLWithPath: scratch("\(name)/\(file)"))
      var bytes = try Data(contentsOf: path)
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: path)
    }
    let mended = try await SluiceProgram.run(command([dataset], out: name))
    #expect(mended.exit == 0, "\(mended)")
    for part in ["labels", "models", "samples"] {
      let (mine, theirs) = (Folder(scratch("\(name)/\(part)")), Folder(scratch("\(whole)/\(part)")))
      #expect(try mine.differences(from: theirs) == [], "\(part)")
    }
  }

  @Test func refusesAScanUnderTwoNames() async throws {
    let dataset = try await Phantoms.small.path
    let folder = scratch("Task01_Copied")
    for part in ["imagesTr", "labelsTr"] {
      try FileManager.default.createDirectory(
        atPath: "\(folder)/\(part)", withIntermediateDirectories: true)
      for id in Phantoms.cases + ["again"] {
        let source = id == "again" ? Phantoms.cases[0] : id
        try FileManager.default.copyItem(
          atPath: "\(dataset)/\(part)/\(source).nii.gz", toPath: "\(folder)/\(part)/\(id).nii.gz")
      }
    }
    let pairs = (Phantoms.cases + ["again"]).map {
      "{\"image\": \"./imagesTr/\($0).nii.gz\", \"label\": \"./labelsTr/\($0).nii.gz\"}"
    }
    let json =
      "{\"name\": \"copied\", \"labels\": {\"0\": \"background\", "
      + (1...9).map { "\"\($0)\": \"organ \($0)\"" }.joined(separator: ", ") + "}, \"training\": ["
      + pairs.joined(separator: ", ") + "], \"test\": []}"
    try Data(json.utf8).write(to: URL(fileURLWithPath: "\(folder)/dataset.json"))
    let split = scratch("split.json")
    let text = """
      {"train": ["\(Phantoms.cases[0])", "\(Phantoms.cases[1])"], "test": ["again"]}
      """
    try Data(text.utf8).write(to: URL(fileURLWithPath: split))
    let outcome = try await SluiceProgram.run(command([folder], ["--split", split]))
    #expect(outcome.exit == 2, "\(outcome)")
    #expect(outcome.errors.contains("hold the same scan"), "\(outcome)")
    #expect(outcome.errors.contains("move them into one part, or leave one out"))
    #expect(!Folder(scratch("study")).exists)
  }

  /// A scan that can't be read costs only itself.
  @Test func goesOnWithoutABrokenScan() async throws {
    let folder = scratch("Task02_Broken")
    let made = try await SluiceProgram.run([
      "phantom", "--out", folder, "--volumes", "4", "--size", "64x64x6", "--seed", "9",
    ])
    #expect(made.exit == 0, "\(made)")
    let path = "\(folder)/imagesTr/phantom_002.nii.gz"
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: path))
    let split = scratch("split.json")
    try Data(
      """
      {"train": ["phantom_001", "phantom_002"], "validation": ["phantom_003"], "test": ["phantom_004"]}
      """.utf8
    ).write(to: URL(fileURLWithPath: split))
    let outcome = try await SluiceProgram.run(
      command([folder], ["--split", split], crop: "[64, 64]"))
    #expect(outcome.exit == 0, "\(outcome)")
    #expect(outcome.errors.contains("phantom_002 is left out: "), "\(outcome)")
    let table = try Folder(scratch("study/study")).text("table-1-datasets.csv")
    #expect(table.split(separator: "\n")[1].contains(",1,1,1,"), "\(table)")
  }

  @Test func saysWhatIsWrongBeforeItStarts() async throws {
    let dataset = try await Phantoms.small.path
    for (more, words) in [
      (["--folds", "9"], "9 folds can't be made of 3 cases"),
      (["--improve", "magic"], "there is no magic; expected gated"),
      (["--gate", "2"], "must be a predicted IoU and a stability"),
      (["--option", "training=[a]"], "the study sets it itself"),
      (["--option", "epoch=3"], "epoch"),
      (["--split", scratch("none.json")], "none.json"),
      (["--sam-only", dataset + "/"], "is given twice"),
      (["--epochs", "3"], "say the same"),
    ] {
      let outcome = try await SluiceProgram.run(command([dataset], more))
      #expect(outcome.exit == 2 || outcome.exit == 64, "\(outcome)")
      #expect(outcome.errors.contains(words), "\(outcome)")
      #expect(!Folder(scratch("study")).exists, "\(more)")
    }
  }

  @Test func oneCaseIsNoStudy() async throws {
    let outcome = try await SluiceProgram.run([
      "phantom", "--out", scratch("one"), "--volumes", "1", "--size", "64x64x4",
    ])
    #expect(outcome.exit == 0, "\(outcome)")
    let study = try await SluiceProgram.run(command([scratch("one")]))
    #expect(study.exit == 2, "\(study)")
    #expect(study.errors.contains("3 are needed"), "\(study)")
  }
}
