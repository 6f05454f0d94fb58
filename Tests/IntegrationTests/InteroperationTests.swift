import Foundation
import Testing

/// What Python users open labels and shards with reads the same.
@Suite(.enabled(if: Python.exists, "no Python: tools/test makes one and sets SLUICE_PYTHON"))
struct InteroperationTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  @Test func labelsAndShardsOpenInPython() async throws {
    let dataset = try await Phantoms.small.path
    let labelled = try await SluiceProgram.run(
      "label", "--dataset", dataset, "--checkpoint", Package.checkpoint, "--prompt",
      "box,interior", "--keep", "embeddings,logits,masks", "--overlays", "0", "--out",
      scratch("run"))
    #expect(labelled.exit == 0, "\(labelled)")
    let checked = try await Python.run(
      "\(Package.root)/tools/check_outputs.py", scratch("run"), "\(dataset)/imagesTr",
      SluiceProgram.path)
    #expect(checked.exit == 0, "\(checked.text)")
    // Three volumes for two kinds; three arrays of embeddings, six of logits, six of masks.
    #expect(checked.text.contains("6 labels and 15 arrays agree"), "\(checked.text)")
  }

  @Test(.enabled(if: SharedFolder.exists, SharedFolder.skipped))
  func labelsOfRealScansOpenInPython() async throws {
    let dataset = SharedFolder.path("data/ct-tasks/Task09_Spleen")
    let labelled = try await SluiceProgram.run(
      "label", "--dataset", dataset, "--checkpoint", Package.checkpoint, "--prompt", "box",
      "--overlays", "0", "--out", scratch("run"))
    #expect(labelled.exit == 0, "\(labelled)")
    let checked = try await Python.run(
      "\(Package.root)/tools/check_outputs.py", scratch("run"), "\(dataset)/imagesTr",
      SluiceProgram.path)
    #expect(checked.exit == 0, "\(checked.text)")
    #expect(checked.text.contains("2 labels and 2 arrays agree"), "\(checked.text)")
  }

  @Test(arguments: ["nnunet", "msd"])
  func exportsOpenInPython(format: String) async throws {
    let dataset = try await Phantoms.small.path
    let exported = try await SluiceProgram.run(
      "export", "--dataset", dataset, "--labels", "\(dataset)/labelsTr", "--format", format,
      "--out", scratch("out"), "--name", "Set")
    #expect(exported.exit == 0, "\(exported)")
    let folder = format == "nnunet" ? "Dataset501_Set" : "Task501_Set"
    let checked = try await Python.run(
      "\(Package.root)/tools/check_export.py", scratch("out/\(folder)"))
    #expect(checked.exit == 0 && checked.text.contains("3 cases agree"), "\(checked.text)")
  }
}

/// The interpreter of the virtual environment that `tools/interop-python` makes.
private enum Python {
  static let path = ProcessInfo.processInfo.environment["SLUICE_PYTHON"] ?? ""

  static var exists: Bool { FileManager.default.isExecutableFile(atPath: path) }

  static func run(_ arguments: String...) async throws -> (exit: Int32, text: String) {
    let outcome = try await SluiceProgram.run(arguments, program: path)
    return (outcome.exit, outcome.output + outcome.errors)
  }
}
