import Testing

@testable import DurableFiles

@Suite struct FilePathTests {
  @Test(arguments: [
    ("run/", "run"), ("run//labels/", "run/labels"), ("/", "/"), ("//a", "/a"), ("./run", "./run"),
    ("", ""), ("run/.", "run/."), ("a b/ü/", "a b/ü"),
  ])
  func plain(_ path: String, _ expected: String) {
    #expect(FilePath.plain(path) == expected)
  }

  @Test(arguments: [
    ("run/labels/a", "run", "labels/a"), ("run//labels/a", "run/", "labels/a"),
    ("run/a", "run//", "a"),
    ("/a/b", "/", "a/b"), ("elsewhere/a", "run", "elsewhere/a"), ("running/a", "run", "running/a"),
  ])
  func relative(_ path: String, _ root: String, _ expected: String) {
    #expect(FilePath.relative(path, to: root) == expected)
  }
}
