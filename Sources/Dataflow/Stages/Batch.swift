/// Gathers items into arrays of `size`, the last of a group possibly shorter.
public struct Batch<Element: Sendable>: Gather {
  public let size: Int
  public var heldItems: Int { size - 1 }

  public init(size: Int) {
    precondition(size >= 1, "a batch holds at least one item")
    self.size = size
  }

  public func begin(_ group: Group) -> Gathering {
    Gathering(size: size)
  }

  public struct Gathering: GroupGathering {
    let size: Int
    private var elements: [Element] = []
    public var held: Int { elements.count }

    init(size: Int) {
      self.size = size
    }

    public mutating func add(_ element: Element, at index: Int) -> [[Element]] {
      elements.append(element)
      return elements.count == size ? finish() : []
    }

    public mutating func finish() -> [[Element]] {
      defer { elements = [] }
      return elements.isEmpty ? [] : [elements]
    }
  }
}
