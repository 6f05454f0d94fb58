import DurableFiles

/// Runs a sink: a gathering stage of which nothing comes.
struct SinkDriver<S: Sink> {
  let sink: S
  let assemble: @Sendable (ArraySlice<(any Sendable)?>) -> S.Input
  let wiring: Wiring

  func run() async throws {
    try await GatherDriver(
      gather: GatheringSink(sink: sink, wiring: wiring), assemble: assemble, wiring: wiring,
      onFailure: { group in
        if sink.keepsEarlierResults { return }
        // What can't be removed keeps its receipt, which is of something else; the next run tries again.
        try? group.work?.revoke(wiring.node, in: wiring.run.files)
      }
    ).run()
  }
}

private struct GatheringSink<S: Sink>: Gather {
  let sink: S
  let wiring: Wiring
  let heldItems = 0

  func begin(_ group: Group) async throws -> Gathering {
    let key = ItemKey(group: group.id, index: 0)
    let writing = try await wiring.writing {
      try await wiring.retrying(key, isRepeatable: false) {
        try group.work?.begin(
          wiring.node, keepsEarlierResults: sink.keepsEarlierResults, in: wiring.run.files)
        return try await sink.begin(
          group, WorkUnit(node: wiring.node, work: group.work, system: wiring.run.files))
      }
    }
    return Gathering(writing: writing, group: group, wiring: wiring)
  }

  struct Gathering: GroupGathering {
    var writing: S.Writing
    let group: Group
    let wiring: Wiring
    let held = 0

    mutating func add(_ input: S.Input, at index: Int) async throws -> [Never] {
      try await wiring.writing { try await writing.write(input, at: index) }
      return []
    }

    mutating func finish() async throws -> [Never] {
      try await wiring.writing { try await writing.finish() }
      let published = writing.published
      let hasReceipt = try await wiring.writing {
        try group.work?.removeSuperseded(at: wiring.node, by: published, in: wiring.run.files)
        // After the files: without it, they are made again.
        return try group.work?.finish(wiring.node, published) ?? false
      }
      wiring.run.ledger.finished(
        group, at: wiring.node, hasReceipt ? nil : published)
      return []
    }

    mutating func discard() async {
      await writing.discard()
    }

    mutating func suspend() async {
      await writing.suspend()
    }
  }
}
