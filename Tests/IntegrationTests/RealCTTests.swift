import Foundation
import Testing

/// Real scans, against labels that the Python tool made with the same model and recipe.
@Suite(.enabled(if: SharedFolder.exists, SharedFolder.skipped))
struct RealCTTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  /// Folders of labels for a prompt kind: `<task>-<kind>`.
  static let references =
    (try? FileManager.default.contentsOfDirectory(
      atPath: SharedFolder.path("fixtures/labels")))?.filter { $0.hasPrefix("Task") }.sorted() ?? []

  /// Prompt kinds by task, to label each task once.
  static let tasks = Dictionary(grouping: references) { String($0.split(separator: "-")[0]) }
    .mapValues { $0.map { String($0.split(separator: "-", maxSplits: 1)[1]) } }

  @Test func labelsAgreeWithThePythonTool() async throws {
    var total: [String: (differing: Int, foreground: Int)] = [:]
    for (task, kinds) in Self.tasks.sorted(by: { $0.key < $1.key }) {
      let out = scratch(task)
      let outcome = try await SluiceProgram.run(
        "label", "--dataset", SharedFolder.path("data/ct-tasks/\(task)"), "--checkpoint",
        SharedFolder.path("fixtures/sam-tiny-ct/model.pth"), "--prompt",
        kinds.joined(separator: ","), "--out", out, "--orientation", "stored", "--labels",
        "merged", "--keep", "none", "--overlays", "0")
      #expect(outcome.exit == 0, "\(outcome)")
      for kind in kinds {
        let expected = Folder(SharedFolder.path("fixtures/labels/\(task)-\(kind)"))
        let found = RunFolderOnDisk(out).labels(kind)
        for file in expected.files.filter({ $0.hasSuffix(".nii.gz") }) {
          let reference = try LabelVoxels(expected, file)
          let differing = try LabelVoxels(found, file).differing(from: reference)
          total[kind, default: (0, 0)].differing += differing
          total[kind, default: (0, 0)].foreground += reference.foreground
        }
      }
    }
    #expect(total.count == 5)
    for (kind, counts) in total {
      let share = Double(counts.differing) / Double(counts.foreground)
      #expect(share <= 0.001, "\(kind): \(counts.differing) of \(counts.foreground) voxels")
    }
  }

  /// What makes them differ is float rounding; the tool's scores are ours to 4 decimals.
  @Test func gridsAreTheScans() async throws {
    let task = "data/ct-tasks/Task09_Spleen"
    let outcome = try await SluiceProgram.run(
      "label", "--dataset", SharedFolder.path(task), "--checkpoint", Package.checkpoint,
      "--prompt", "box", "--out", scratch("run"), "--keep", "none", "--overlays", "1")
    #expect(outcome.exit == 0, "\(outcome)")
    let run = RunFolderOnDisk(scratch("run"))
    #expect(run.volumes("box").count == 2)
    #expect(run.overlays("box").files.count == 2)
    #expect(try run.volumeDice("spleen", "box") > 0.8)
  }
}
