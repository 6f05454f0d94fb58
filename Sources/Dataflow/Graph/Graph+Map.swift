extension Graph {
  /// Adds a stage made of a closure, for a line of typed Swift.
  ///
  /// - Parameter convert: makes one output of one input, or `nil` if nothing comes of it.
  public mutating func map<Input: Sendable, Output: Sendable>(
    _ name: String, from input: Link<Input>, _ settings: StageSettings = StageSettings(),
    _ convert: @escaping @Sendable (Input) async throws -> Output?
  ) -> Link<Output> {
    transform(name, ClosureTransform(convert: convert), from: input, settings)
  }

  /// Adds a stage that gathers `size` items of a group into an array.
  public mutating func batch<Element: Sendable>(
    _ name: String, from input: Link<Element>, size: Int,
    _ settings: StageSettings = StageSettings()
  ) -> Link<[Element]> {
    gather(name, Batch(size: size), from: input, settings)
  }
}

private struct ClosureTransform<Input: Sendable, Output: Sendable>: Transform {
  let convert: @Sendable (Input) async throws -> Output?

  func process(_ input: Input) async throws -> Output? {
    try await convert(input)
  }
}
