/// The elements that come first by some order, of as many as there may be.
struct Worst<Element> {
  private var elements: [Element] = []
  /// The last of those kept when there were last too many; nothing after it can come in.
  private var cut: Element?
  private let limit: Int
  private let precedes: (Element, Element) -> Bool

  /// Keeps at most `limit` elements; memory grows to twice that.
  init(_ limit: Int, by precedes: @escaping (Element, Element) -> Bool) {
    self.limit = max(limit, 1)
    self.precedes = precedes
  }

  mutating func add(_ element: Element) {
    if let cut, !precedes(element, cut) { return }
    elements.append(element)
    guard elements.count >= 2 * limit else { return }
    elements = sorted
    cut = elements.last
  }

  /// The elements kept, in order.
  var sorted: [Element] {
    Array(elements.sorted(by: precedes).prefix(limit))
  }
}
