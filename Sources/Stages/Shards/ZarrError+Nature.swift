public import Dataflow
import DurableFiles
public import ZarrStore

extension ZarrError: NaturedError {
  /// Damage may be mended by the next time, by the run that wrote the array, without anything changing that
  /// a key is made of.
  public var nature: ErrorNature {
    switch self {
    case .io(let operation, let path, let code):
      FileError(operation, path, code: code).nature
    case .damaged: .passing
    case .json, .metadata, .unsupported, .nodeName, .exists, .request: .lasting
    }
  }
}

extension ZarrError: AdvisedError {
  public var advice: String? {
    guard case .damaged = self else { return nil }
    return
      "`sluice verify RUN --repair` of the run that it belongs to, and then that run's command, make it "
      + "again; the same command tries it again then"
  }
}
