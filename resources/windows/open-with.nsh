; Firn is offered by "Open with" for data. Whatever opens these files by a double click goes on doing so: a
; program is only added to the lists below, and no extension is given another owner.

!define FIRN_PROGID "Firn.Data"

!macro firnOpenWith EXT
  WriteRegStr HKCU "Software\Classes\.${EXT}\OpenWithProgids" "${FIRN_PROGID}" ""
  WriteRegStr HKCU "Software\Classes\Applications\${APP_EXECUTABLE_FILENAME}\SupportedTypes" ".${EXT}" ""
!macroend

!macro firnNoLongerOpenWith EXT
  DeleteRegValue HKCU "Software\Classes\.${EXT}\OpenWithProgids" "${FIRN_PROGID}"
!macroend

!macro firnForEachType DO
  !insertmacro ${DO} csv
  !insertmacro ${DO} tsv
  !insertmacro ${DO} json
  !insertmacro ${DO} jsonl
  !insertmacro ${DO} ndjson
  !insertmacro ${DO} parquet
  !insertmacro ${DO} arrow
  !insertmacro ${DO} arrows
  !insertmacro ${DO} feather
!macroend

!macro customInstall
  WriteRegStr HKCU "Software\Classes\${FIRN_PROGID}" "" "Data"
  WriteRegStr HKCU "Software\Classes\${FIRN_PROGID}\DefaultIcon" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  WriteRegStr HKCU "Software\Classes\${FIRN_PROGID}\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  WriteRegStr HKCU "Software\Classes\Applications\${APP_EXECUTABLE_FILENAME}\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  !insertmacro firnForEachType firnOpenWith
  System::Call "shell32::SHChangeNotify(i 0x08000000, i 0, i 0, i 0)"
!macroend

!macro customUnInstall
  !insertmacro firnForEachType firnNoLongerOpenWith
  DeleteRegKey HKCU "Software\Classes\Applications\${APP_EXECUTABLE_FILENAME}"
  DeleteRegKey HKCU "Software\Classes\${FIRN_PROGID}"
  System::Call "shell32::SHChangeNotify(i 0x08000000, i 0, i 0, i 0)"
!macroend
