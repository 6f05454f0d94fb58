/// A pickle virtual machine that can build dictionaries of tensors and nothing else.
///
/// Python's machine calls whatever a pickle names. This one knows `PickleGlobal`'s names, looks at
/// the arguments itself, and refuses all else, naming it and its byte. Work and memory are bounded
/// by the pickle's own length.
struct PickleMachine {
  /// Values under construction: tuples, lists, and dictionaries (keys and values in turn).
  private(set) var heap: [[PickleValue]] = []
  var storages: [TorchStorage] = []
  var tensors: [TorchTensor] = []

  let path: String
  private let pickle: [UInt8]
  private var reader: LittleEndianReader
  private var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  /// Where the opcode at work starts.
  private var opcodePosition = 0

  private static let byteLimit = 16 << 20
  private static let markLimit = 1000
  static let saveAdvice =
    "In Python, and only if you trust the file, load it and save the plain state_dict: "
    + "torch.save(model.state_dict(), …)."

  /// Prepares to run a pickle of the file at `path`.
  init(_ pickle: [UInt8], path: String) throws {
    guard pickle.count <= Self.byteLimit else {
      throw CheckpointError.refused(
        file: path, part: "data.pkl", found: "\(pickle.count) bytes, where 16 MiB are the limit",
        advice: Self.saveAdvice)
    }
    self.path = path
    self.pickle = pickle
    reader = LittleEndianReader(pickle[...])
  }

  /// Runs the pickle to its STOP and returns what it built.
  mutating func run() throws -> PickleValue {
    while true {
      opcodePosition = reader.position
      let byte = try number(UInt8.self)
      guard let opcode = PickleOpcode(rawValue: byte) else {
        let name = PickleOpcode.refusedNames[byte] ?? "0x\(String(byte, radix: 16))"
        throw refused("the opcode \(name), which torch.save does not emit for state_dicts")
      }
      if opcode == .stop { break }
      try execute(opcode)
    }
    let value = try pop()
    guard stack.isEmpty, marks.isEmpty, reader.remaining == 0 else {
      throw malformed("values or bytes left over at STOP", "none")
    }
    return value
  }

  private mutating func execute(_ opcode: PickleOpcode) throws {
    switch opcode {
    case .proto:
      let version = try number(UInt8.self)
      guard (2...5).contains(version) else { throw malformed("protocol \(version)", "2 to 5") }
    case .frame: _ = try number(UInt64.self)
    case .stop: break
    case .mark:
      guard marks.count < Self.markLimit else {
        throw malformed("deeper nesting", "at most \(Self.markLimit) levels")
      }
      marks.append(stack.count)

    case .none: stack.append(.none)
    case .newTrue: stack.append(.bool(true))
    case .newFalse: stack.append(.bool(false))
    case .binInt: stack.append(.int(Int(Int32(bitPattern: try number(UInt32.self)))))
    case .binInt1: stack.append(.int(Int(try number(UInt8.self))))
    case .binInt2: stack.append(.int(Int(try number(UInt16.self))))
    case .long1: stack.append(.int(try long(byteCount: UInt64(try number(UInt8.self)))))
    case .long4: stack.append(.int(try long(byteCount: UInt64(try number(UInt32.self)))))
    case .binFloat:
      // The one big-endian number in the format.
      stack.append(.float(Double(bitPattern: try number(UInt64.self).byteSwapped)))
    case .binUnicode: stack.append(.text(try text(UInt64(try number(UInt32.self)))))
    case .shortBinUnicode: stack.append(.text(try text(UInt64(try number(UInt8.self)))))
    case .binUnicode8: stack.append(.text(try text(try number(UInt64.self))))
    case .binBytes: try skipBytes(UInt64(try number(UInt32.self)))
    case .shortBinBytes: try skipBytes(UInt64(try number(UInt8.self)))
    case .binBytes8: try skipBytes(try number(UInt64.self))

    case .emptyTuple: stack.append(.tuple(allocate([])))
    case .tuple1: stack.append(.tuple(allocate(try pop(count: 1))))
    case .tuple2: stack.append(.tuple(allocate(try pop(count: 2))))
    case .tuple3: stack.append(.tuple(allocate(try pop(count: 3))))
    case .tuple: stack.append(.tuple(allocate(try popToMark())))
    case .emptyList: stack.append(.list(allocate([])))
    case .append: try extendList(by: try pop(count: 1))
    case .appends: try extendList(by: try popToMark())
    case .emptyDict: stack.append(.dictionary(allocate([])))
    case .setItem: try extendDictionary(by: try pop(count: 2))
    case .setItems: try extendDictionary(by: try popToMark())

    case .binPut: try remember(at: Int(try number(UInt8.self)))
    case .longBinPut: try remember(at: Int(try number(UInt32.self)))
    case .memoize: try remember(at: memo.count)
    case .binGet: try recall(Int(try number(UInt8.self)))
    case .longBinGet: try recall(Int(try number(UInt32.self)))

    case .global:
      try pushGlobal(module: try line(), name: try line())
    case .stackGlobal:
      let names = try pop(count: 2)
      guard case .text(let module) = names[0], case .text(let name) = names[1] else {
        throw malformed("STACK_GLOBAL of \(names[0].kind) and \(names[1].kind)", "two names")
      }
      try pushGlobal(module: module, name: name)
    case .reduce:
      let call = try pop(count: 2)
      stack.append(try reduce(call[0], arguments: call[1]))
    case .build:
      let state = try pop(count: 1)[0]
      // A state_dict carries its modules' versions in an attribute, which no tensor needs.
      guard case .dictionary = try top(), case .dictionary = state else {
        throw refused("BUILD, which would set the state of \(try top().kind) from \(state.kind)")
      }
    case .binPersistentID:
      stack.append(try storage(identifiedBy: try pop()))
    }
  }

  // The operands below are the ones after the opcode.

  private mutating func number<Number: FixedWidthInteger & UnsignedInteger>(
    _ type: Number.Type
  ) throws -> Number {
    guard let number = reader.next(type) else { throw malformed("the end", "more bytes") }
    return number
  }

  private mutating func take(_ count: UInt64) throws -> ArraySlice<UInt8> {
    guard count <= reader.remaining, let bytes = reader.take(Int(count)) else {
      throw malformed("an operand of \(count) bytes", "at most the \(reader.remaining) left")
    }
    return bytes
  }

  private mutating func text(_ count: UInt64) throws -> String {
    guard let text = String(validating: try take(count), as: UTF8.self) else {
      throw malformed("a str that is not UTF-8", "UTF-8")
    }
    return text
  }

  private mutating func skipBytes(_ count: UInt64) throws {
    _ = try take(count)
    stack.append(.bytes)
  }

  private mutating func line() throws -> String {
    let start = reader.position
    guard let end = pickle[start...].prefix(1024).firstIndex(of: UInt8(ascii: "\n")),
      let raw = reader.take(end - start), reader.take(1) != nil,
      let line = String(validating: raw, as: UTF8.self)
    else { throw malformed("no name", "a line of at most 1024 bytes") }
    return line
  }

  private mutating func long(byteCount: UInt64) throws -> Int {
    let bytes = try take(byteCount)
    guard bytes.count <= 8 else {
      throw refused("an integer of \(bytes.count) bytes, where 8 are the limit")
    }
    let isNegative = bytes.last.map { $0 >= 0x80 } ?? false
    let padding: UInt64 = isNegative ? .max : 0
    return Int(
      truncatingIfNeeded: bytes.reversed().reduce(padding) { $0 << 8 | UInt64($1) })
  }

  private mutating func pushGlobal(module: String, name: String) throws {
    guard let global = PickleGlobal(module: module, name: name) else {
      throw refused(
        "it names \(module).\(name), which Python would import and may run on loading the file")
    }
    stack.append(.global(global))
  }

  // The stack, where a mark is a floor.

  private func top() throws -> PickleValue {
    guard stack.count > marks.last ?? 0 else { throw malformed("an empty stack", "a value") }
    return stack[stack.count - 1]
  }

  private mutating func pop() throws -> PickleValue {
    try pop(count: 1)[0]
  }

  private mutating func pop(count: Int) throws -> [PickleValue] {
    guard stack.count - (marks.last ?? 0) >= count else {
      throw malformed("too few values on the stack", "\(count)")
    }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark() throws -> [PickleValue] {
    guard let mark = marks.popLast() else { throw malformed("no mark on the stack", "one") }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[mark...])
  }

  // The heap and the memo.

  private mutating func allocate(_ values: [PickleValue]) -> Int {
    heap.append(values)
    return heap.count - 1
  }

  /// A new, empty dictionary.
  mutating func makeDictionary() -> PickleValue {
    .dictionary(allocate([]))
  }

  private mutating func extendList(by values: [PickleValue]) throws {
    guard case .list(let cell) = try top() else {
      throw malformed("\(try top().kind) to append to", "a list")
    }
    heap[cell] += values
  }

  private mutating func extendDictionary(by values: [PickleValue]) throws {
    guard case .dictionary(let cell) = try top(), values.count.isMultiple(of: 2) else {
      throw malformed("\(values.count) keys and values for \(try top().kind)", "pairs for a dict")
    }
    heap[cell] += values
  }

  private mutating func remember(at index: Int) throws {
    // Every entry takes an opcode, so an honest index is below the pickle's length.
    guard index < pickle.count else {
      throw malformed("a memo index of \(index)", "less than \(pickle.count)")
    }
    memo[index] = try top()
  }

  private mutating func recall(_ index: Int) throws {
    guard let value = memo[index] else {
      throw malformed("memo index \(index), which was never set", "one that was")
    }
    stack.append(value)
  }

  func malformed(_ found: String, _ expected: String) -> CheckpointError {
    .malformed(
      file: path, part: "data.pkl, byte \(opcodePosition)", found: found, expected: expected)
  }

  func refused(_ found: String) -> CheckpointError {
    .refused(
      file: path, part: "data.pkl, byte \(opcodePosition)", found: found, advice: Self.saveAdvice)
  }
}
