/// The threads of one run: one pool for arithmetic, one for files, each with a thread for every
/// worker, so that no worker waits for a thread.
struct Executors {
  let compute: ThreadPoolExecutor
  let files: ThreadPoolExecutor

  init(for nodes: [Node]) {
    func threads(_ kind: ExecutorKind) -> Int {
      nodes.filter { $0.settings.executor == kind }.map(\.workers).reduce(0, +)
    }
    compute = ThreadPoolExecutor(name: "compute", threads: threads(.compute))
    files = ThreadPoolExecutor(name: "files", threads: threads(.files))
  }

  subscript(kind: ExecutorKind) -> ThreadPoolExecutor {
    switch kind {
    case .compute: compute
    case .files: files
    }
  }

  func shutDown() {
    compute.shutDown()
    files.shutDown()
  }
}
