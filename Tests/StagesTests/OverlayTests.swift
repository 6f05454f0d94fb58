import Dataflow
import Imaging
import Testing

@testable import Stages

struct OverlayTests {
  let folder: TestFolder
  let run: TestRun

  init() throws {
    folder = try TestFolder()
    run = try TestRun(in: folder)
  }

  /// Draws scans of ten slices, of which all but 4 have a prompt; gives the pictures' names.
  private func pictures(every: Int, perCase: Int) async throws -> [String] {
    let scan = TestScan(size: [8, 6, 10], label: { i, _, k in k != 4 && i > 3 ? 1 : 0 })
    let dataset = try TestDataset(["a": scan, "b": scan], in: folder)
    try await run.run(
      """
        volumes:
          stage: volume-reader
          options: {dataset: \(dataset.path), orientation: stored}
        window: {stage: window, from: volumes}
        prompts: {stage: prompts, from: volumes, options: {kinds: [box]}}
        encoder:
          stage: sam-encoder
          from: {picture: window, prompts: prompts}
          options: {checkpoint: $model}
        decoder:
          stage: mask-decoder
          from: {embedding: encoder, prompts: prompts}
          options: {checkpoint: $model}
        overlay:
          stage: overlay
          from: {picture: window, masks: decoder}
          options: {every: \(every), per-case: \(perCase)}

      """)
    return folder.names(in: "run/overlays/box")
  }

  @Test(arguments: [
    (1, 0, [0, 1, 2, 3, 5, 6, 7, 8, 9]), (4, 0, [0, 5, 9]), (1, 2, [0, 1]), (4, 2, [0, 5]),
  ])
  func everyAndPerCaseChoosePromptedSlices(every: Int, perCase: Int, slices: [Int]) async throws {
    let names = try await pictures(every: every, perCase: perCase)
    #expect(names == ["a", "b"].flatMap { id in slices.map { "\(id)_00\($0).png" } })
    let picture = try PNG.readRGB(folder.file("run/overlays/box/a_000.png"))
    #expect(picture.rows >= 8 && picture.columns >= 6)
  }
}
