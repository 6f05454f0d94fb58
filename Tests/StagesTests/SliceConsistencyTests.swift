import Dataflow
import DataflowTesting
import Imaging
import Testing

@testable import Stages

struct SliceConsistencyTests {
  let folder: TestFolder

  init() throws {
    folder = try TestFolder()
  }

  /// A component: its label, and the columns that it has of the one row.
  private typealias Span = (label: Int, columns: ClosedRange<Int>)

  /// Slices of one row of 20 pixels; where masks overlap the later one shows.
  private func masks(_ slices: [[Span]], indices: [Int]? = nil) throws -> [SliceMasks] {
    let scan = TestScan(size: [1, 20, max(slices.count, (indices?.max() ?? 0) + 1)])
    let contexts = try scan.slices(in: folder).map(\.context)
    return zip(indices ?? Array(slices.indices), slices).map { index, spans in
      var labels = Plane<UInt16>(rows: 1, columns: 20, repeating: 0)
      let components = spans.map { span in
        var mask = Plane<UInt8>(rows: 1, columns: 20, repeating: 0)
        for column in span.columns {
          mask[0, column] = 1
          labels[0, column] = UInt16(span.label)
        }
        return ComponentMask(
          prompt: Prompt(label: span.label, component: 1), maskIndex: 0, predictedIoU: 1,
          stability: 1, pixels: span.columns.count, rejection: nil, checkpoint: "",
          lowResLogits: nil, lowResShape: [], mask: mask)
      }
      let probabilities = Plane<UInt8>(
        rows: 1, columns: 20, pixels: labels.pixels.map { $0 > 0 ? 200 : 10 })
      return SliceMasks(
        context: contexts[index],
        sets: [
          SliceMasks.Set(
            name: "box", labels: labels, components: components, probabilities: probabilities)
        ])
    }
  }

  private func checked(_ masks: [SliceMasks], _ minOverlap: Double = 0.3) throws -> [SliceMasks] {
    var state = SliceConsistency.Gathering(minOverlap: minOverlap)
    var outputs: [SliceMasks] = []
    for (index, slice) in masks.enumerated() {
      outputs += try state.add(slice, at: index)
      #expect(state.held <= 2)
    }
    return outputs + state.finish()
  }

  private func dropped(_ slices: [[Span]], _ minOverlap: Double = 0.3) throws -> [[Bool]] {
    try checked(masks(slices), minOverlap).map {
      $0.sets[0].components.map { $0.rejection == .neighbours }
    }
  }

  @Test func whatNoNeighbourBearsOutIsLeftOut() throws {
    // The second mask of the middle slice is over nothing.
    let slices: [[Span]] = [[(1, 2...6)], [(1, 2...6), (1, 12...14)], [(1, 3...7)]]
    let found = try checked(masks(slices))
    #expect(found.map { $0.context.index } == [0, 1, 2])
    #expect(found[1].sets[0].components.map(\.rejection) == [nil, .neighbours])
    #expect(found[1].sets[0].labels.pixels == (0..<20).map { 2...6 ~= $0 ? 1 : 0 })
    #expect(
      found[1].sets[0].probabilities?.pixels
        == (0..<20).map {
          2...6 ~= $0 ? 200 : 12...14 ~= $0 ? 0 : 10
        })
    #expect(found[0].sets[0].components.allSatisfy { $0.rejection == nil })
  }

  @Test func oneNeighbourIsEnough() throws {
    // The middle mask overlaps 2 of 8 with the first and 4 of 6 with the last.
    let slices: [[Span]] = [[(1, 0...4)], [(1, 3...7)], [(1, 4...8)]]
    #expect(try dropped(slices, 0.6) == [[true], [false], [false]])
    #expect(try dropped(slices, 0.7) == [[true], [true], [true]])
  }

  /// A label on one slice stays, as does one next to slices without it.
  @Test func whatHasNoNeighbourStays() throws {
    #expect(
      try dropped([[(1, 0...4)], [(2, 0...4)], [(1, 0...4)]]) == [[false], [false], [false]])
    let apart = try masks([[(1, 0...4)], [(1, 10...14)]], indices: [0, 2])
    #expect(try checked(apart).allSatisfy { $0.sets[0].components[0].rejection == nil })
    #expect(try dropped([[(1, 0...4)]]) == [[false]])
    #expect(try dropped([]).isEmpty)
  }

  /// An organ that falls into two is the same organ; a mask that runs out is not.
  @Test func piecesOfOneRegionCountTogether() throws {
    let pieces: [[Span]] = [[(1, 2...11)], [(1, 2...3), (1, 5...11)]]
    #expect(try dropped(pieces, 0.5) == [[false], [false, false]])
    let leak: [[Span]] = [[(1, 2...4)], [(1, 0...19)]]
    #expect(try dropped(leak, 0.5) == [[true], [true]])
  }

  /// Pixels go to a mask of the same label that has them too, else to one of another label.
  @Test func whatLiesBelowShows() throws {
    let slices: [[Span]] = [
      [(1, 0...5), (2, 8...12)], [(1, 0...5), (2, 8...12), (1, 4...19)],
      [(1, 0...5), (2, 8...12)],
    ]
    let found = try checked(masks(slices), 0.5)[1].sets[0]
    #expect(found.components.map(\.rejection) == [nil, nil, .neighbours])
    #expect(
      found.labels.pixels == (0..<20).map { 0...5 ~= $0 ? 1 : 8...12 ~= $0 ? 2 : 0 })
  }

  @Test func slicesGoThroughAGraph() async throws {
    let slices = try masks([[(1, 2...6)], [(1, 12...14)], [(1, 12...15)]])
    var graph = Graph()
    let source = graph.source("slices", ArraySource(groups: [("case", slices)]))
    var options = SliceConsistency.Options()
    options.minOverlapWithNeighbours = 0.5
    let checked = graph.gather("consistent", SliceConsistency(options: options), from: source)
    let sink = CollectSink<SliceMasks>()
    graph.sink("out", sink, from: checked)
    let outcome = try await GraphRunner().run(graph)
    #expect(outcome.status == .done)
    let reasons = sink.items.map { $0.sets[0].components[0].rejection }
    #expect(reasons == [.neighbours, nil, nil])
  }

  @Test func itNeedsTheMasks() throws {
    let run = try TestRun(in: folder)
    let graph = { (keep: String) in
      """
        volumes: {stage: volume-reader, options: {dataset: .}}
        window: {stage: window, from: volumes}
        prompts: {stage: prompts, from: volumes, options: {kinds: [box]}}
        encoder: {stage: sam-encoder, from: {picture: window, prompts: prompts}, options: {checkpoint: $model}}
        decoder:
          stage: mask-decoder
          from: {embedding: encoder, prompts: prompts}
          options: {checkpoint: $model, keep: \(keep)}
        consistent: {stage: slice-consistency, from: decoder}
        labels: {stage: label-writer, from: consistent, options: {soft: true}}

      """
    }
    _ = try run.graph(graph("masks+soft"))
    #expect {
      try run.graph(graph("labels"))
    } throws: { "\($0)".contains("mask-decoder with keep: masks") }
  }
}
