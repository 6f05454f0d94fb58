import Foundation
import Testing

/// Every graph that ships with the project is right, runs, and leaves what it promises.
@Suite struct GraphFilesTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  static let graphs = ["demo", "everything", "label-msd", "prompt-ablation", "weak-labels"]
  static let kinds = [
    "box", "jittered-box", "centroid", "snapped", "interior", "box+point", "box+background",
    "one-box+points", "box-then-point", "box-then-background", "box-then-point+background",
  ]

  /// Enough for a small model.
  private static let fewPoints = [
    "--set", "points-per-side=6", "--set", "pred-iou-thresh=0.3",
    "--set", "stability-score-thresh=0.5",
  ]

  private func setting(_ dataset: String) -> [String] {
    ["--set", "dataset=\(dataset)", "--set", "checkpoint=\(Package.checkpoint)"]
  }

  @Test func noGraphFileIsForgotten() throws {
    let found = Folder("\(Package.root)/graphs").files.filter { $0.hasSuffix(".yaml") }
    #expect(found == (Self.graphs + ["study"]).sorted().map { "\($0).yaml" })
  }

  @Test(arguments: graphs) func hasNoProblems(_ graph: String) async throws {
    let outcome = try await SluiceProgram.run(
      ["graph", "check", "graphs/\(graph).yaml"] + setting(try await Phantoms.small.path))
    #expect(outcome.exit == 0, "\(outcome)")
    #expect(outcome.output == "graphs/\(graph).yaml: no problems\n")
  }

  @Test(arguments: graphs) func runs(_ graph: String) async throws {
    let kinds =
      switch graph {
      case "prompt-ablation": Self.kinds
      case "everything": ["everything"]
      default: ["box"]
      }
    let out = scratch("run")
    let outcome = try await SluiceProgram.run(
      ["run", "graphs/\(graph).yaml", "--out", out]
        + (graph == "everything" ? Self.fewPoints : [])
        + setting(try await Phantoms.small.path))
    #expect(outcome.exit == 0, "\(outcome)")
    let run = RunFolderOnDisk(out)
    #expect(
      Folder("\(out)/labels").files.count == kinds.count * (graph == "weak-labels" ? 15 : 12),
      "three volumes, each with two tables (and probabilities), the two of the run, descriptions")
    for kind in kinds {
      let soft = graph == "weak-labels" ? Phantoms.cases.map { "soft/\($0).nii.gz" } : []
      #expect(run.volumes(kind) == Phantoms.cases.map { "\($0).nii.gz" } + soft)
      // Of everything, what the few points found.
      #expect(try run.rows("provenance.csv", kind).count > (graph == "everything" ? 0 : 100))
      #expect(try run.rows("scores.csv", kind).count > 100)
      #expect(try run.labels(kind).text("labels.txt").contains("liver"))
      #expect(!run.overlays(kind).files.isEmpty)
    }
    if graph == "demo" || graph == "label-msd" {
      #expect(run.shards.files.contains("embeddings.zarr/phantom_003/zarr.json"))
    }
    #expect(run.folder.files.contains("run.json"))
    #expect(run.folder.files.contains("metrics.json"))
    #expect(run.folder.partialFiles.isEmpty)
    // The boxes are tight, and the model was trained on such organs.
    let dice = try run.volumeDice("foreground", kinds[0])
    #expect(graph == "everything" ? dice > 0 : dice > 0.75)
  }

  @Test func aWrongGraphIsReportedWhole() async throws {
    let graph = scratch("wrong.yaml")
    try Data(
      """
      name: wrong
      stages:
        volumes:
          stage: volume-reder
          options: {dataset: .}
        window:
          stage: window
          from: volume
          options: {hu: [-175]}
      """.utf8
    ).write(to: URL(fileURLWithPath: graph))
    let outcome = try await SluiceProgram.run("graph", "check", graph)
    #expect(outcome.exit == 2)
    for line in ["wrong.yaml:4: error:", "wrong.yaml:8: error:", "wrong.yaml:9: error:"] {
      #expect(outcome.says(line), "\(outcome)")
    }
    #expect(outcome.says("volume-reader"))
    let run = try await SluiceProgram.run("run", graph, "--out", scratch("run"))
    #expect(run.exit == 2)
    #expect(!Folder(scratch("run")).exists)
  }

  @Test(arguments: ["plan", "mermaid", "dot", "svg", "yaml"])
  func isShownAs(_ format: String) async throws {
    let outcome = try await SluiceProgram.run(
      ["graph", "show", "graphs/demo.yaml", "--format", format]
        + setting(try await Phantoms.small.path))
    #expect(outcome.exit == 0)
    #expect(outcome.output.contains("encoder"))
    #expect(outcome.errors == "")
  }

  /// A study of three scans: two to train on, one that nothing is learned from.
  private func study(_ dataset: String) -> [String] {
    setting(dataset) + [
      "--set", "training=[phantom_001, phantom_002]", "--set", "test=[phantom_003]",
      "--set", "epochs=6", "--set", "channels=[8, 16]", "--set", "crop=[96, 96]",
    ]
  }

  @Test func aStudyHasNoProblems() async throws {
    let outcome = try await SluiceProgram.run(
      ["graph", "check", "graphs/study.yaml"] + study(try await Phantoms.small.path))
    #expect(outcome.output == "graphs/study.yaml: no problems\n", "\(outcome)")
  }

  @Test func aStudyRunsAndGoesOn() async throws {
    let out = scratch("study")
    let command =
      ["run", "graphs/study.yaml", "--out", out] + study(try await Phantoms.small.path)
    let outcome = try await SluiceProgram.run(command)
    #expect(outcome.exit == 0, "\(outcome)")
    let run = RunFolderOnDisk(out)
    #expect(run.volumes("box") == ["phantom_001.nii.gz", "phantom_002.nii.gz"])
    for network in ["truth", "pseudo"] {
      #expect(run.volumes("unet-\(network)") == ["phantom_003.nii.gz"])
      #expect(run.folder.files.contains("models/\(network)/best.safetensors"))
      #expect(run.folder.files.contains("models/\(network)/learning-curve.svg"))
      #expect(!run.overlays("unet-\(network)").files.isEmpty)
      // Six epochs of a tiny network: far from good, but it has learned what is foreground.
      #expect(try run.volumeDice("foreground", "unet-\(network)") > 0.3)
    }
    let again = try await SluiceProgram.run(command)
    #expect(again.exit == 0, "\(again)")
    #expect(!again.errors.contains("to do again"), "\(again)")
  }
}
