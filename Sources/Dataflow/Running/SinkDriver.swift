/// Runs a sink: a gathering stage of which nothing comes.
struct SinkDriver<S: Sink> {
  let sink: S
  let assemble: @Sendable (ArraySlice<(any Sendable)?>) -> S.Input
  let wiring: Wiring

  func run() async throws {
    try await GatherDriver(gather: GatheringSink(sink: sink), assemble: assemble, wiring: wiring)
      .run()
  }
}

private struct GatheringSink<S: Sink>: Gather {
  let sink: S
  let heldItems = 0

  func begin(_ group: Group) async throws -> Gathering {
    Gathering(writing: try await sink.begin(group))
  }

  struct Gathering: GroupGathering {
    var writing: S.Writing
    let held = 0

    mutating func add(_ input: S.Input, at index: Int) async throws -> [Never] {
      try await writing.write(input, at: index)
      return []
    }

    mutating func finish() async throws -> [Never] {
      try await writing.finish()
      return []
    }

    mutating func discard() async {
      await writing.discard()
    }
  }
}
