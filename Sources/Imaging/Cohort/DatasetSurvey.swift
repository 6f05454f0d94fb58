internal import Dispatch
internal import Synchronization

/// Measures every case of a dataset, a processor a case.
public enum DatasetSurvey {
  /// A case that could not be read.
  public struct Failure: Sendable {
    public let caseID: String
    public let error: any Error
  }

  /// Reads every scan and label once. A case that can't be read is a failure and doesn't end the
  /// survey.
  ///
  /// - Returns: the cases in the dataset's order.
  public static func measure(
    _ dataset: DatasetDescription
  ) -> (cases: [CaseFacts], failures: [Failure]) {
    let results = Mutex<[Int: Result<CaseFacts, any Error>]>([:])
    DispatchQueue.concurrentPerform(iterations: dataset.cases.count) { number in
      let result = Result { try CaseFacts.measure(dataset.cases[number]) }
      results.withLock { $0[number] = result }
    }
    var cases: [CaseFacts] = []
    var failures: [Failure] = []
    let all = results.withLock { $0 }
    for (number, one) in dataset.cases.enumerated() {
      switch all[number] {
      case .success(let facts): cases.append(facts)
      case .failure(let error): failures.append(Failure(caseID: one.id, error: error))
      case nil: break
      }
    }
    return (cases, failures)
  }
}
