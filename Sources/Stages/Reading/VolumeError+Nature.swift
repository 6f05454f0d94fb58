public import Dataflow
public import Imaging

extension VolumeError: NaturedError {
  public var nature: ErrorNature { mayPass ? .passing : .lasting }
}
