extension Graph {
  /// An estimate of the bytes on disk that a run will leave, as far as its sources know what there
  /// is to come. The stages must be as `prepare` left them.
  var expectedDiskBytes: Int {
    var total = 0
    for (origin, node) in nodes.enumerated() {
      guard let extents = (node.stage as? any Source)?.totalExtents else { continue }
      let reached = reach(of: origin)
      var flows: [Extents] = []
      for (index, node) in nodes.enumerated() {
        var flow = node.ports.first.map { flows[$0.node] } ?? extents
        for port in node.ports.dropFirst() {
          flow.values.merge(flows[port.node].values) { first, _ in first }
        }
        if reached.contains(index) {
          total = total.saturatingSum(node.stage.diskBytes(of: flow))
        }
        flows.append(node.stage.extents(of: flow))
      }
    }
    return total
  }
}
