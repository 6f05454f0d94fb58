/// Walks nested dictionaries and lists, naming each tensor by its keys joined with dots.
struct TorchFlattening {
  let machine: PickleMachine
  private(set) var tensors: [(String, TorchTensor)] = []
  private(set) var otherValueCount = 0

  private var names: Set<String> = []
  private var nameBytes = 0
  private var visitCount = 0

  // A pickle can put one dictionary in many places, so that walking it takes exponential time.
  private static let visitLimit = 1 << 18
  private static let depthLimit = 32
  private static let nameLimit = 1024
  private static let nameBytesLimit = 32 << 20

  init(machine: PickleMachine) {
    self.machine = machine
  }

  mutating func visit(_ value: PickleValue) throws {
    switch value {
    case .dictionary, .list, .tuple: try visit(value, "", depth: 0)
    default:
      throw CheckpointError.refused(
        file: machine.path, part: "data.pkl", found: "\(value.kind) alone, with no names",
        advice: "Save a dictionary of named tensors.")
    }
  }

  private mutating func visit(_ value: PickleValue, _ name: String, depth: Int) throws {
    try countVisit()
    guard depth <= Self.depthLimit, name.utf8.count <= Self.nameLimit else { throw tooMuch }
    switch value {
    case .tensor(let index):
      nameBytes += name.utf8.count
      guard nameBytes <= Self.nameBytesLimit else { throw tooMuch }
      guard names.insert(name).inserted else {
        throw CheckpointError.malformed(
          file: machine.path, part: "data.pkl", found: "the name “\(name)” twice",
          expected: "every name once")
      }
      tensors.append((name, machine.tensors[index]))
    case .dictionary(let cell):
      let items = machine.heap[cell]
      for position in stride(from: 0, to: items.count, by: 2) {
        guard let key = key(items[position]) else {
          try countVisit()
          otherValueCount += 1
          continue
        }
        try visit(items[position + 1], join(name, key, depth), depth: depth + 1)
      }
    case .list(let cell), .tuple(let cell):
      for (index, item) in machine.heap[cell].enumerated() {
        try visit(item, join(name, String(index), depth), depth: depth + 1)
      }
    case .none, .bool, .int, .float, .text, .bytes, .global, .storage:
      otherValueCount += 1
    }
  }

  private mutating func countVisit() throws {
    visitCount += 1
    guard visitCount <= Self.visitLimit else { throw tooMuch }
  }

  private var tooMuch: CheckpointError {
    .refused(
      file: machine.path, part: "data.pkl",
      found: "more than \(Self.visitLimit) values, \(Self.depthLimit) levels of nesting, "
        + "\(Self.nameLimit) bytes in a name or \(Self.nameBytesLimit) in all names",
      advice: PickleMachine.saveAdvice)
  }

  private func key(_ value: PickleValue) -> String? {
    switch value {
    case .text(let text): text
    case .int(let number): String(number)
    default: nil
    }
  }

  private func join(_ name: String, _ key: String, _ depth: Int) -> String {
    depth == 0 ? key : "\(name).\(key)"
  }
}
