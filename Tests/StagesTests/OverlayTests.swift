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
    (1, 0, [0, 1, 2, 3, 5, 6, 7, 8, 9]), (4, 0, [0, 5, 9]), (1, 2, [2, 7]), (4, 2, [0, 5]),
  ])
  func everyAndPerCaseChoosePromptedSlices(every: Int, perCase: Int, slices: [Int]) async throws {
    let names = try await pictures(every: every, perCase: perCase)
    #expect(names == ["a", "b"].flatMap { id in slices.map { "\(id)_00\($0).png" } })
    let picture = try PNG.readRGB(folder.file("run/overlays/box/\(names[0])"))
    #expect(picture.rows >= 8 && picture.columns >= 6)
  }

  /// The slices chosen of pictures with such Dice.
  private func chosen(_ most: Int, _ choice: Overlay.Choice, _ dice: [Double?]) -> [Int] {
    var kept = KeptPictures(most: most, choice: choice)
    for (index, dice) in dice.enumerated() {
      kept.offer(index, dice: dice) { [UInt8(index % 256)] }
    }
    let chosen = kept.chosen
    #expect(chosen.allSatisfy { $0.bytes == [UInt8($0.index % 256)] })
    return chosen.map(\.index)
  }

  @Test("Chosen pictures are spread over a case of any length", arguments: 1...40)
  func spread(most: Int) {
    for count in [0, 1, most - 1, most, most + 1, 2 * most + 6, 2 * most + 7, 100, 997] {
      let slices = chosen(most, .spread, Array(repeating: nil, count: count))
      #expect(slices.count == min(count, most))
      #expect(slices == slices.sorted() && Set(slices).count == slices.count)
      // No part of the case is without: gaps are at most two and a half of the even ones.
      let even = Double(count) / Double(most)
      for (one, next) in zip([-1] + slices, slices + [count]) {
        #expect(Double(next - one) <= max(2, 2.5 * even), "\(count) slices: \(slices)")
      }
    }
  }

  @Test("The worst are kept in the order of slices; of equal ones the first")
  func worst() {
    #expect(chosen(2, .worst, [0.9, 0.1, 0.8, 0.1, 0.0]) == [1, 4])
    #expect(chosen(3, .worst, [0.5, nil, 0.5, 0.5, 0.5]) == [0, 2, 3])
    #expect(chosen(3, .worst, [nil, 0.5]) == [0, 1])
    #expect(chosen(2, .first, [0.9, 0.1, 0.8]) == [0, 1])
  }

  @Test("Only pictures that are held are drawn")
  func drawnOnDemand() {
    var drawn = 0
    var kept = KeptPictures(most: 8, choice: .spread)
    for index in 0..<1000 {
      kept.offer(index, dice: nil) {
        drawn += 1
        return []
      }
    }
    #expect(drawn < 120)
  }
}
