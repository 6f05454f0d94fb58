import DurableFiles

extension Graph {
  /// What the items that the first source expects hold on their whole way, without running
  /// anything but that source's `prepare`.
  ///
  /// - Throws: what `prepare` or `close` throws.
  public func expectedFootprint() async throws -> Footprint {
    for node in nodes where node.role == .source {
      let ready = try await node.prepared()
      let extents = (ready.stage as? any Source)?.expectedExtents
      try await ready.stage.close(
        Closing([], stage: node.name, journal: nil, files: LocalFileSystem()))
      if let extents { return footprint(of: extents) }
    }
    return footprint(of: [:])
  }
}
