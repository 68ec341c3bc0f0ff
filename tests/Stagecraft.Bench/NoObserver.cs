using Stagecraft.Bootstrap.Engine;

namespace Stagecraft.Bench;

internal sealed class NoObserver : IBootstrapObserver;
