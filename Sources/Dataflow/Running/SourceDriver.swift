/// Runs a source.
struct SourceDriver<S: Source> {
  let source: S
  let wiring: Wiring

  func run() async throws {
    let emission = SourceEmission(wiring: wiring)
    do {
      try await source.run(into: SourceOutput(driver: emission))
    } catch is RunStopping {
      // What was sent is whole or marked as abandoned.
    } catch let error where !isTeardown(error) && !(error is StageFailure) {
      throw StageFailure(stage: wiring.name, item: nil, error: error)
    }
    emission.finish()
  }
}
