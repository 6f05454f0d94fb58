import NN
import Tensors
import Testing

/// Pickles that are refused or malformed, each with words that its error must have.
@Suite struct CheckpointHostilePickleTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let pickle: [UInt8]
    let words: String

    init(_ name: String, says words: String, _ build: (inout PickleForgery) -> Void) {
      testDescription = name
      pickle = PickleForgery.make(build)
      self.words = words
    }
  }

  static let cases: [Case] = [
    Case("os.system", says: "byte 2: it names os.system") {
      $0.global("os", "system")
      $0.op("(")
      $0.text("touch /tmp/owned")
      $0.op("tR")
    },
    Case("os.system by STACK_GLOBAL", says: "it names os.system") {
      $0.text("os")
      $0.text("system")
      $0.raw([0x93])
    },
    Case("builtins.eval in a dictionary", says: "it names builtins.eval") {
      $0.op("}")
      $0.text("w")
      $0.global("builtins", "eval")
      $0.op("(")
      $0.text("1")
      $0.op("tRs")
    },
    Case("torch.load", says: "it names torch.load") { $0.global("torch", "load") },
    Case("dotted escape", says: "it names torch.serialization.os.system") {
      $0.global("torch.serialization", "os.system")
    },
    Case("REDUCE of a text", says: "a call of a str") {
      $0.text("os")
      $0.op(")R")
    },
    Case("REDUCE of a storage type", says: "a call of torch.FloatStorage") {
      $0.global("torch", "FloatStorage")
      $0.op(")R")
    },
    Case("REDUCE with a list", says: "with a list") {
      $0.global("collections", "OrderedDict")
      $0.op("]R")
    },
    Case("OrderedDict with arguments", says: "with arguments") {
      $0.global("collections", "OrderedDict")
      $0.op("]\u{71}\u{0}")
      $0.raw([0x85])
      $0.op("R")
    },
    Case("BUILD of a function", says: "BUILD") {
      $0.global("collections", "OrderedDict")
      $0.op("}b")
    },
    Case("BUILD from a tuple", says: "BUILD") { $0.op("})b") },
    Case("INST", says: "INST") { $0.op("(ios\nsystem\n") },
    Case("OBJ", says: "OBJ") { $0.op("(o") },
    Case("NEWOBJ", says: "NEWOBJ") { $0.raw([0x81]) },
    Case("NEWOBJ_EX", says: "NEWOBJ_EX") { $0.raw([0x92]) },
    Case("EXT1", says: "EXT1") { $0.raw([0x82, 1]) },
    Case("EXT4", says: "EXT4") { $0.raw([0x84, 1, 0, 0, 0]) },
    Case("PERSID", says: "PERSID") { $0.op("Pstorage\n") },
    Case("BINPERSID of a text", says: "persistent ID") {
      $0.text("/etc/passwd")
      $0.op("Q")
    },
    Case("BINPERSID of a short tuple", says: "persistent ID") {
      $0.op("(")
      $0.text("storage")
      $0.op("tQ")
    },
    Case("BINPERSID of a foreign type", says: "persistent ID") {
      $0.op("(")
      $0.text("storage")
      $0.global("collections", "OrderedDict")
      $0.text("0")
      $0.text("cpu")
      $0.int(4)
      $0.op("tQ")
    },
    Case("BINPERSID with a negative count", says: "persistent ID") {
      $0.op("(")
      $0.text("storage")
      $0.global("torch", "FloatStorage")
      $0.text("0")
      $0.text("cpu")
      $0.int(-4)
      $0.op("tQ")
    },
    Case("storage path out of the archive", says: "no such entry") {
      $0.op("}")
      $0.text("w")
      $0.tensor(storage: "../../../etc/passwd", count: 4, shape: [4], strides: [1])
      $0.op("s")
    },
    Case("unknown opcode", says: "0xff") { $0.raw([0xFF]) },
    Case("NEXT_BUFFER", says: "NEXT_BUFFER") { $0.raw([0x97]) },
    Case("stack underflow by TUPLE2", says: "too few values") { $0.raw([0x86]) },
    Case("stack underflow by SETITEM", says: "too few values") { $0.op("}s") },
    Case("STOP on an empty stack", says: "too few values") { _ in },
    Case("reaching below a mark", says: "too few values") {
      $0.op("}")
      $0.text("w")
      $0.op("(")
      $0.raw([0x85])
    },
    Case("TUPLE without a mark", says: "no mark") { $0.op("t") },
    Case("STOP inside a mark", says: "too few values") { $0.op("}(") },
    Case("leftovers", says: "left over") { $0.op("}}") },
    Case("bytes after STOP", says: "left over") { $0.op("}.}") },
    Case("odd SETITEMS", says: "pairs") { $0.op("}(Nu") },
    Case("SETITEM into a tuple", says: "for a tuple") { $0.op(")NNs") },
    Case("APPEND to a dictionary", says: "to append to") { $0.op("}Na") },
    Case("absent memo index", says: "memo index 9") { $0.op("h\u{9}") },
    Case("memo of nothing", says: "empty stack") { $0.op("q\u{0}") },
    Case("LONG_BINPUT absurd", says: "memo index of 4294967295") {
      $0.op("}")
      $0.raw([0x72, 0xFF, 0xFF, 0xFF, 0xFF])
    },
    Case("BINUNICODE absurd", says: "an operand of 4294967295 bytes") {
      $0.raw([0x58, 0xFF, 0xFF, 0xFF, 0xFF])
    },
    Case("BINUNICODE8 absurd", says: "an operand of 18446744073709551615 bytes") {
      $0.raw([0x8D] + little(UInt64.max))
    },
    Case("BINBYTES8 absurd", says: "an operand of 9223372036854775808 bytes") {
      $0.raw([0x8E] + little(UInt64(1) << 63))
    },
    Case("LONG4 absurd", says: "an operand of 4294967295 bytes") {
      $0.raw([0x8B, 0xFF, 0xFF, 0xFF, 0xFF])
    },
    Case("an integer of 9 bytes", says: "an integer of 9 bytes") {
      $0.raw([0x8A, 9] + [UInt8](repeating: 1, count: 9))
    },
    Case("text that is not UTF-8", says: "UTF-8") { $0.raw([0x58, 1, 0, 0, 0, 0xFF]) },
    Case("GLOBAL without an end", says: "no name") { $0.op("cos") },
    Case("protocol 9", says: "protocol 9") { $0.raw([0x80, 9]) },
    Case("marks without end", says: "deeper nesting") {
      $0.op(String(repeating: "(", count: 5000))
    },
    Case("a tuple nested 100000 times", says: "levels of nesting") {
      $0.op(")")
      $0.raw([UInt8](repeating: 0x85, count: 100_000))
    },
    Case("a dictionary inside itself", says: "levels of nesting") {
      $0.op("}q\u{0}")
      $0.text("me")
      $0.op("h\u{0}s")
    },
    Case("a dictionary of 2^30 names", says: "more than 262144 values") { pickle in
      pickle.op("Nq\u{0}")
      for level in 1...30 as ClosedRange<UInt8> {
        pickle.op("}(")
        pickle.text("a")
        pickle.raw([0x68, level - 1])
        pickle.text("b")
        pickle.raw([0x68, level - 1])
        pickle.op("u")
        pickle.raw([0x71, level])
      }
      pickle.raw([0x86])
      for _ in 0..<29 { pickle.raw([0x86]) }
    },
    Case("a dictionary without names in 1000 places", says: "more than 262144 values") {
      $0.op("](}q\u{1}(")
      $0.op(String(repeating: "NN", count: 1000))
      $0.op("u")
      for _ in 0..<1000 { $0.op("h\u{1}") }
      $0.op("e")
    },
    Case("one tensor under 40 MB of names", says: "33554432 in all names") {
      $0.op("](}q\u{1}(")
      $0.text("a")
      $0.tensor(count: 4, shape: [4], strides: [1])
      $0.op("q\u{2}")
      for name in 100..<200 {
        $0.text(String(repeating: "x", count: 900) + "\(name)")
        $0.op("h\u{2}")
      }
      $0.op("u")
      for _ in 0..<450 { $0.op("h\u{1}") }
      $0.op("e")
    },
    Case("a tensor alone", says: "a tensor alone") {
      $0.tensor(count: 4, shape: [4], strides: [1])
    },
    Case("the same name twice", says: "“w” twice") {
      $0.op("}")
      for _ in 0..<2 {
        $0.text("w")
        $0.tensor(count: 4, shape: [4], strides: [1])
        $0.op("s")
      }
    },
    Case("names that join to the same", says: "“a.b” twice") {
      $0.op("}(")
      $0.text("a.b")
      $0.tensor(count: 4, shape: [4], strides: [1])
      $0.text("a")
      $0.op("}")
      $0.text("b")
      $0.tensor(count: 4, shape: [4], strides: [1])
      $0.op("su")
    },
    Case("a name of 2 KB", says: "bytes in a name") {
      $0.op("}")
      $0.text(String(repeating: "x", count: 2048))
      $0.tensor(count: 4, shape: [4], strides: [1])
      $0.op("s")
    },
  ]

  @Test(arguments: cases) func isRefused(_ forged: Case) throws {
    let folder = try TemporaryFolder()
    let storage = [UInt8](repeating: 0, count: 16)
    let path = try folder.write(
      ZipForgery(pickle: forged.pickle, storages: ["0": storage]).bytes)
    let message = errorText { _ = try Checkpoint.open(path) }
    #expect(message.contains(forged.words), "\(message)")
    #expect(message.contains("data.pkl") || message.contains("zip entry"), "\(message)")
  }

  struct View: Sendable {
    var type = "FloatStorage"
    var count: Int64 = 4
    var offset: Int64 = 0
    let shape: [Int64]
    let strides: [Int64]
  }

  private static let views: [View] = [
    View(shape: [5], strides: [1]),
    View(offset: 1, shape: [4], strides: [1]),
    View(offset: -1, shape: [1], strides: [1]),
    View(offset: .max, shape: [1], strides: [1]),
    View(offset: .max, shape: [0], strides: [1]),
    View(offset: 5, shape: [0], strides: [1]),
    View(shape: [2], strides: [-1]),
    View(shape: [2], strides: [.max]),
    View(shape: [.max, 2], strides: [0, 1]),
    View(shape: [.max, .max, 0], strides: [0, 0, 1]),
    View(shape: [1 << 40], strides: [0]),
    View(shape: [4], strides: []),
    View(count: 5, shape: [5], strides: [1]),
    View(count: .max, shape: [1], strides: [1]),
    View(type: "HalfStorage", shape: [4], strides: [1]),
    View(type: "ComplexDoubleStorage", shape: [4], strides: [1]),
  ]

  @Test(arguments: views)
  func viewsOutsideTheirStorageAreRefused(_ view: View) throws {
    let folder = try TemporaryFolder()
    let pickle = PickleForgery.one(
      type: view.type, count: view.count, offset: view.offset, shape: view.shape,
      strides: view.strides)
    let storage = [UInt8](repeating: 0, count: 16)
    let path = try folder.write(ZipForgery(pickle: pickle, storages: ["0": storage]).bytes)
    #expect(throws: CheckpointError.self) { try Checkpoint.open(path) }
  }

  @Test func theForgeryItselfIsReadable() throws {
    let folder = try TemporaryFolder()
    let pickle = PickleForgery.one(count: 4, offset: 1, shape: [1, 3], strides: [9, 1])
    let storage = [1.5, 2.5, 3.5, 4.5].flatMap { little(Float($0).bitPattern) }
    let path = try folder.write(ZipForgery(pickle: pickle, storages: ["0": storage]).bytes)
    #expect(try Checkpoint.open(path).tensor(named: "w").elements == [2.5, 3.5, 4.5])
  }

  @Test func complexTensorsAreListedButNotRead() throws {
    let folder = try TemporaryFolder()
    let pickle = PickleForgery.one(
      type: "ComplexFloatStorage", count: 2, shape: [2], strides: [1])
    let storage = [UInt8](repeating: 0, count: 16)
    let path = try folder.write(ZipForgery(pickle: pickle, storages: ["0": storage]).bytes)
    let checkpoint = try Checkpoint.open(path)
    #expect(checkpoint.entry(named: "w")?.dtype == .complex64)
    let message = errorText { _ = try checkpoint.tensor(named: "w") }
    #expect(message.contains("complex64"), "\(message)")
  }
}
