import NN
import Testing

@Suite struct CheckpointHostileZipTests {
  static let pickle = PickleForgery.one(count: 4, shape: [4], strides: [1])
  static let storage = [UInt8](repeating: 1, count: 16)

  /// Forges an archive with one change, and returns what opening it says.
  private func message(_ change: (inout ZipForgery) -> Void) throws -> String {
    let folder = try TemporaryFolder()
    var forgery = ZipForgery(pickle: Self.pickle, storages: ["0": Self.storage])
    change(&forgery)
    let path = try folder.write(forgery.bytes)
    return errorText { _ = try Checkpoint.open(path) }
  }

  @Test func unchangedIsReadable() throws {
    #expect(try message { _ in } == "")
  }

  @Test func compressionAndEncryptionAreRefused() throws {
    #expect(try message { $0.entries[1].method = 8 }.contains("compressed data (method 8)"))
    #expect(try message { $0.entries[1].flags = 1 }.contains("encryption"))
    #expect(try message { $0.entries[1].flags = 1 << 13 }.contains("encryption"))
  }

  @Test func sizesThatLieAreRefused() throws {
    #expect(try message { $0.entries[1].statedSize = 1 << 30 }.contains("contradict"))
    let huge = try message {
      $0.entries[1].statedSize = 1 << 30
      $0.entries[1].statedPackedSize = 1 << 30
    }
    #expect(huge.contains("1073741824 bytes from byte"), "\(huge)")
    let saturated = try message {
      $0.entries[1].statedSize = .max
      $0.entries[1].statedPackedSize = .max
    }
    #expect(saturated.contains("contradict"), "\(saturated)")
  }

  @Test func overlapsAndForeignPositionsAreRefused() throws {
    let shared = try message { $0.entries[2].statedOffset = 0 }
    #expect(shared.contains("no header of that name") || shared.contains("inside another"))
    #expect(try message { $0.entries[1].statedOffset = 1 << 31 }.contains("before byte"))
    #expect(try message { $0.entries[1].statedOffset = 5 }.contains("inside another entry"))
    let quoted = try message { forgery in
      // A whole archive entry inside the content of another one.
      let inner = ZipForgery([.init(name: "archive/data/0", content: Self.storage)]).bytes
      forgery.entries[1].name = "archive/data/9"
      forgery.entries[1].content = inner
      forgery.entries[2] = .init(
        name: "archive/data/0", content: Self.storage,
        statedOffset: UInt32(30 + 16 + Self.pickle.count + 30 + 14))
    }
    #expect(quoted.contains("inside another entry"), "\(quoted)")
  }

  @Test func namesMustAgreeAndBeUnique() throws {
    #expect(try message { $0.entries[1].localName = "archive/data/1" }.contains("of that name"))
    #expect(try message { $0.entries.append($0.entries[1]) }.contains("twice"))
    #expect(try message { $0.entries[1].name = "" }.contains("no name"))
  }

  @Test func countsAndDirectoriesThatLieAreRefused() throws {
    #expect(try message { $0.statedCount = 60_000 }.contains("60000 entries"))
    #expect(try message { $0.statedCount = .max }.contains("zip64"))
    #expect(try message { $0.statedCount = 2 }.contains("after the last entry"))
    #expect(try message { $0.statedDirectorySize = 1 << 30 }.contains("before byte"))
    #expect(try message { $0.statedDirectoryOffset = 1 << 31 }.contains("before byte"))
    #expect(try message { $0.trailing = [0] }.contains("no end record"))
  }

  @Test func theChecksumOfThePickleIsChecked() throws {
    #expect(try message { $0.entries[0].crc32 = 7 }.contains("CRC-32"))
  }

  @Test func theChecksumOfATensorIsCheckedOnRequest() throws {
    let folder = try TemporaryFolder()
    var forgery = ZipForgery(pickle: Self.pickle, storages: ["0": Self.storage])
    forgery.entries[1].crc32 = 7
    let checkpoint = try Checkpoint.open(try folder.write(forgery.bytes))
    let message = errorText { try checkpoint.verify() }
    #expect(message.contains("archive/data/0"), "\(message)")
  }

  @Test func otherByteOrdersAndArchivesAreRefused() throws {
    #expect(try message { $0.entries[2].content = Array("big".utf8) }.contains("“big”"))
    #expect(try message { $0.entries[0].name = "model.npy" }.contains("0 “*/data.pkl” entries"))
    let two = try message { $0.entries.append(.init(name: "b/data.pkl", content: Self.pickle)) }
    #expect(two.contains("2 “*/data.pkl” entries"))
  }

  @Test func everyTruncationIsAnError() throws {
    let folder = try TemporaryFolder()
    let whole = ZipForgery(pickle: Self.pickle, storages: ["0": Self.storage]).bytes
    for length in 0..<whole.count {
      let path = try folder.write(Array(whole[..<length]))
      #expect(throws: CheckpointError.self, "\(length) bytes") { try Checkpoint.open(path) }
    }
  }
}
