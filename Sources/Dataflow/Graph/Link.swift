/// A stream of values on its way to another stage: the output of one, or several joined.
///
/// Links are values that describe the graph. Using one twice broadcasts it; nothing is copied.
public struct Link<Value: Sendable>: Sendable {
  let ports: [Port]
  let assemble: @Sendable (ArraySlice<(any Sendable)?>) -> Value

  init(
    ports: [Port], assemble: @escaping @Sendable (ArraySlice<(any Sendable)?>) -> Value
  ) {
    self.ports = ports
    self.assemble = assemble
  }

  /// The output of the node `id`.
  init(from id: Int) {
    self.init(ports: [Port(node: id)]) { values in
      // Only the node of that id feeds this port, and it sends nothing but `Value`s.
      values.first! as! Value
    }
  }

  /// Other values made of these on arrival, without a stage of its own: for cheap conversions.
  public func map<Other: Sendable>(
    _ convert: @escaping @Sendable (Value) -> Other
  ) -> Link<Other> {
    Link<Other>(ports: ports) { convert(assemble($0)) }
  }

  /// The same stream, for a stage whose outputs don't follow from these values: they only decide of
  /// which items there is one.
  public func selecting() -> Link<Value> {
    var ports = ports
    for index in ports.indices { ports[index].influence = .selection }
    return Link(ports: ports, assemble: assemble)
  }

  /// The same stream, where a skipped item arrives as `nil` rather than being skipped here too.
  public func orNil() -> Link<Value?> {
    var ports = ports
    for index in ports.indices { ports[index].whenSkipped = .passesNil }
    return Link<Value?>(ports: ports) { values in
      values.contains { $0 == nil } ? nil : assemble(values)
    }
  }
}

/// Joins streams that come from the same source, item by item.
///
/// Every stage passes on exactly one thing for each item, in order, be it only the word that
/// nothing came of it. So a join holds nothing back: it takes the next of each.
public func join<each Value: Sendable>(
  _ links: repeat Link<each Value>
) -> Link<(repeat each Value)> {
  var ports: [Port] = []
  for link in repeat each links { ports += link.ports }
  return Link(ports: ports) { values in
    var rest = values
    func take<V>(_ link: Link<V>) -> V {
      defer { rest = rest.dropFirst(link.ports.count) }
      return link.assemble(rest.prefix(link.ports.count))
    }
    return (repeat take(each links))
  }
}

/// One input of a stage: whose output it takes.
struct Port: Sendable {
  enum Absence: Sendable {
    /// If this input was skipped, so is the item.
    case skipsItem
    /// The stage wants to know of items that were skipped here.
    case passesNil
  }

  /// What follows from the values that arrive here.
  enum Influence: Sendable {
    /// The stage's outputs.
    case content
    /// Only of which items there is an output.
    case selection
  }

  let node: Int
  var whenSkipped = Absence.skipsItem
  var influence = Influence.content
}
