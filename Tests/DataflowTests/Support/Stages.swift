import Dataflow

struct Broken: Error, Equatable {
  let what: String

  init(_ what: String = "broken") {
    self.what = what
  }
}

/// A transform whose costs, preparation and closing are the test's to choose.
struct ProbeTransform<Input: Sendable, Output: Sendable>: Transform {
  var cost = Cost.none
  var scratchBytesPerWorker = 0
  var onPrepare: @Sendable () async throws -> Void = {}
  var onClose: @Sendable () async throws -> Void = {}
  let convert: @Sendable (Input) async throws -> Output?

  func cost(of input: Extents) -> Cost { cost }
  func prepare() async throws { try await onPrepare() }
  func close(_ closing: Closing) async throws { try await onClose() }
  func process(_ input: Input) async throws -> Output? { try await convert(input) }
}

/// A sink whose every step is the test's to choose.
struct ProbeSink<Input: Sendable>: Sink {
  var onBegin: @Sendable (String) async throws -> Void = { _ in }
  var onWrite: @Sendable (Input) async throws -> Void = { _ in }
  var onFinish: @Sendable (String) async throws -> Void = { _ in }
  var onDiscard: @Sendable (String) async -> Void = { _ in }
  var onClose: @Sendable () async throws -> Void = {}

  func close(_ closing: Closing) async throws { try await onClose() }

  func begin(_ group: Group) async throws -> Writing {
    try await onBegin(group.id)
    return Writing(sink: self, group: group.id)
  }

  struct Writing: GroupWriting {
    let sink: ProbeSink
    let group: String

    func write(_ input: Input, at index: Int) async throws { try await sink.onWrite(input) }
    func finish() async throws { try await sink.onFinish(group) }
    func discard() async { await sink.onDiscard(group) }
  }
}

/// A source whose body is the test's to write.
struct ProbeSource<Output: Sendable>: Source {
  var cost = Cost.none
  var expectedExtents: Extents?
  let body: @Sendable (SourceOutput<Output>) async throws -> Void

  func cost(of input: Extents) -> Cost { cost }
  func run(into output: SourceOutput<Output>) async throws { try await body(output) }
}
