package main

import (
	"math"
	"time"

	"go.temporal.io/server/common/authorization"
	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/dynamicconfig"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/membership/static"
	"go.temporal.io/server/common/metrics"
	"go.temporal.io/server/common/primitives"
	"go.temporal.io/server/temporal"

	v12 "go.temporal.io/server/schema/postgresql/v12"
)

const (
	clusterName     = "active"
	mainStore       = "temporal"
	visibilityStore = "temporal_visibility"
	historyShards   = 4
)

func schemaVersion(store string) string {
	if store == visibilityStore {
		return v12.VisibilityVersion
	}
	return v12.Version
}

// serverOptions assemble a server as internal/engine does, on PostgreSQL: the same
// limits lifted and the same punctual timers, for all arms alike.
func serverOptions(p ports, stores map[string]*config.SQL) []temporal.ServerOption {
	logger := log.NewZapLogger(log.BuildZapLogger(log.Config{Level: "fatal"}))
	return []temporal.ServerOption{
		temporal.WithConfig(serverConfig(p, stores)),
		temporal.ForServices(temporal.DefaultServices),
		temporal.WithStaticHosts(map[primitives.ServiceName]static.Hosts{
			primitives.FrontendService: static.SingleLocalHost(p.address(p.frontend)),
			primitives.HistoryService:  static.SingleLocalHost(p.address(p.history)),
			primitives.MatchingService: static.SingleLocalHost(p.address(p.matching)),
			primitives.WorkerService:   static.SingleLocalHost(p.address(p.worker)),
		}),
		temporal.WithLogger(logger),
		temporal.WithNamespaceLogger(logger),
		temporal.WithAuthorizer(authorization.NewNoopAuthorizer()),
		temporal.WithClaimMapper(func(*config.Config) authorization.ClaimMapper { return authorization.NewNoopClaimMapper() }),
		temporal.WithCustomMetricsHandler(metrics.NoopMetricsHandler),
		temporal.WithDynamicConfigClient(dynamicConfig()),
	}
}

func serverConfig(p ports, stores map[string]*config.SQL) *config.Config {
	var c config.Config
	c.Persistence = config.Persistence{
		DefaultStore: mainStore, VisibilityStore: visibilityStore, NumHistoryShards: historyShards,
		DataStores: map[string]config.DataStore{mainStore: {SQL: stores[mainStore]}, visibilityStore: {SQL: stores[visibilityStore]}},
	}
	frontend := p.address(p.frontend)
	c.ClusterMetadata = &cluster.Config{
		FailoverVersionIncrement: 10, MasterClusterName: clusterName, CurrentClusterName: clusterName,
		ClusterInformation: map[string]cluster.ClusterInformation{
			clusterName: {Enabled: true, InitialFailoverVersion: 1, RPCAddress: frontend},
		},
	}
	c.DCRedirectionPolicy.Policy = "noop"
	service := func(port int) config.Service {
		return config.Service{RPC: config.RPC{BindOnIP: "127.0.0.1", GRPCPort: port}}
	}
	c.Services = map[string]config.Service{
		string(primitives.FrontendService): service(p.frontend),
		string(primitives.HistoryService):  service(p.history),
		string(primitives.MatchingService): service(p.matching),
		string(primitives.WorkerService):   service(p.worker),
	}
	c.PublicClient.HostPort = frontend
	c.Archival.History.State = config.ArchivalDisabled
	c.Archival.Visibility.State = config.ArchivalDisabled
	c.NamespaceDefaults.Archival.History.State = config.ArchivalDisabled
	c.NamespaceDefaults.Archival.Visibility.State = config.ArchivalDisabled
	return &c
}

func dynamicConfig() dynamicconfig.StaticClient {
	c := dynamicconfig.StaticClient{}
	set := func(value any, settings ...dynamicconfig.GenericSetting) {
		for _, s := range settings {
			c[s.Key()] = value
		}
	}
	set(20*time.Millisecond, dynamicconfig.TimerProcessorMaxTimeShift)
	set(1, dynamicconfig.MatchingNumTaskqueueReadPartitions, dynamicconfig.MatchingNumTaskqueueWritePartitions)
	set(math.MaxInt32,
		dynamicconfig.FrontendRPS, dynamicconfig.FrontendMaxNamespaceRPSPerInstance,
		dynamicconfig.FrontendMaxNamespaceVisibilityRPSPerInstance, dynamicconfig.HistoryRPS, dynamicconfig.MatchingRPS,
		dynamicconfig.FrontendPersistenceMaxQPS, dynamicconfig.HistoryPersistenceMaxQPS,
		dynamicconfig.MatchingPersistenceMaxQPS, dynamicconfig.WorkerPersistenceMaxQPS,
		dynamicconfig.VisibilityPersistenceMaxReadQPS, dynamicconfig.VisibilityPersistenceMaxWriteQPS)
	set(1000, dynamicconfig.TimerProcessorMaxPollRPS, dynamicconfig.TransferProcessorMaxPollRPS, dynamicconfig.VisibilityProcessorMaxPollRPS)
	set(false,
		dynamicconfig.TaskQueueScannerEnabled, dynamicconfig.HistoryScannerEnabled, dynamicconfig.ExecutionsScannerEnabled,
		dynamicconfig.EnableParentClosePolicyWorker, dynamicconfig.WorkerEnableScheduler)
	set(0, dynamicconfig.WorkerPerNamespaceWorkerCount)
	return c
}
